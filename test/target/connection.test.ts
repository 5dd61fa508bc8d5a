import { describe, expect, inject, test } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { SECRETS } from '../support/programs/secrets.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { startTlsProxy, TLS } from '../support/proxy/tls-proxy.ts';
import { load, rowsById, statesIn } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf, textOf } from './messages.ts';

const server = crateServer(inject('cratedb'));
const SCHEMA = schemaMessage('s', {
  id: 'integer',
  v: 'integer',
  _sdc_sequence: 'integer',
  _sdc_deleted_at: 'string',
});
const LINES = [
  SCHEMA,
  ...[1, 2, 3].map((id) => recordMessage('s', { id, v: id, _sdc_sequence: id })),
  recordMessage('s', { id: 4, _sdc_sequence: 4, _sdc_deleted_at: '2026-01-02T03:04:05Z' }),
  stateMessage(1),
];
const ROWS = Object.fromEntries([1, 2, 3].map((id) => [String(id), { v: id, _sdc_sequence: id }]));

describe('a statement is tried again', () => {
  test.each([
    ['unsent', /CREATE TABLE/],
    ['unanswered', /CREATE TABLE/],
    ['unsent', /INSERT INTO .*"s"/],
    ['unanswered', /INSERT INTO .*"s"/],
    ['unanswered', /INSERT INTO .*"_sdc_tombstones"/],
    ['unsent', /DELETE FROM .*"s"/],
    ['unanswered', /DELETE FROM .*"s"/],
    ['unanswered', /information_schema/],
    ['unsent', /application_name/],
  ] as const)('that is %s as the connection breaks: %s', async (fault, pattern) => {
    await using schema = await openSchema(inject('cratedb'));
    await using proxy = await startProxy(server);
    proxy.plan(fault, pattern);
    const outcome = await load(schema, LINES, { host: `127.0.0.1:${proxy.port}` });
    expect(proxy.planned).toBe(0);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toContain('retrying');
    expect(outcome.stderr).toMatch(/CrateDB at \S+ is available again, after \d+ s/);
    expect(statesIn(outcome)).toEqual([stateOf(1)]);
    expect(await rowsById(schema, 's')).toEqual(ROWS);
  });

  test('that is not answered within statement_timeout_seconds', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await using proxy = await startProxy(server);
    proxy.plan('stalled', /INSERT INTO .*"s"/);
    // The limit counts from the failure on, which comes later than the statement.
    const limits = { statement_timeout_seconds: 1, retry_limit_seconds: 1 };
    const outcome = await load(schema, LINES, { host: `127.0.0.1:${proxy.port}`, ...limits });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toMatch(/unavailable: Query read timeout; retrying/);
    expect(await rowsById(schema, 's')).toEqual(ROWS);
  });
});

test.each([
  ['unsent', /INSERT INTO .*"_sdc_rebuild_s"/],
  ['unanswered', /INSERT INTO .*"_sdc_rebuild_s"/],
  ['stalled', /INSERT INTO .*"_sdc_rebuild_s"/],
  ['unsent', /SWAP TABLE/],
  ['unanswered', /SWAP TABLE/],
] as const)(
  'a table is copied to a wider key although a statement is %s: %s',
  { timeout: 30_000 },
  async (fault, pattern) => {
    await using schema = await openSchema(inject('cratedb'));
    await using proxy = await startProxy(server);
    proxy.plan(fault, pattern);
    const keyed = (type: string): object => schemaMessage('s', { id: type });
    const record = (id: number): object => recordMessage('s', { id, v: 1 });
    const lines = [keyed('integer'), record(1), record(2), keyed('number'), record(1.5)];
    const settings = { host: `127.0.0.1:${proxy.port}`, statement_timeout_seconds: 1, batch_size_rows: 1 };
    const outcome = await load(schema, lines, settings);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toContain('becomes TEXT');
    expect(proxy.planned).toBe(0);
    expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1', '2', '1.5']);
  },
);

test('of several hosts one is enough', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const hosts = `127.0.0.1:1,${server.host}:${server.port}`;
  const outcome = await load(schema, LINES, { host: hosts });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual(ROWS);
});

test('retry_limit_seconds ends the waiting, with exit code 1 and no state', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const began = performance.now();
  const outcome = await load(schema, LINES, { host: '127.0.0.1:1', retry_limit_seconds: 0.5 });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('CRATEDB_UNREACHABLE: CrateDB at 127.0.0.1:1 is unavailable');
  expect(statesIn(outcome)).toEqual([]);
  expect(performance.now() - began).toBeLessThan(20_000);
});

test.each(['disable', 'no-verify'])(
  'a CrateDB that hangs, and closes no connection, does not keep the target from ending (sslmode %s)',
  async (sslmode) => {
    await using schema = await openSchema(inject('cratedb'));
    await using tls = await startTlsProxy(server);
    await using proxy = await startProxy(
      sslmode === 'disable' ? server : { host: '127.0.0.1', port: tls.port },
    );
    const url = `postgresql://${server.user}@127.0.0.1:${proxy.port}/${schema.name}`;
    await using target = openProcess(BIN.target, [], {
      TARGET_CRATEDB_URL: url,
      TARGET_CRATEDB_STATEMENT_TIMEOUT_SECONDS: '1',
      TARGET_CRATEDB_RETRY_LIMIT_SECONDS: '0',
      TARGET_CRATEDB_SSLMODE: sslmode,
      TARGET_CRATEDB_BATCH_WAIT_LIMIT_SECONDS: '0.2',
    });
    // Streams that are written at the same time leave idle connections behind.
    const streams = ['a', 'b', 'c'];
    target.write(textOf(streams.map((stream) => schemaMessage(stream, { id: 'integer' }))));
    target.write(textOf(streams.map((stream) => recordMessage(stream, { id: 1 }))));
    target.write(textOf([stateMessage(1)]));
    await expect.poll(() => target.stdout(), { timeout: 20_000 }).toContain('bookmarks');
    proxy.freeze();
    target.write(textOf([recordMessage('a', { id: 2 })]));
    target.end();
    expect(await target.ended).toBe(1);
    expect(target.stderr()).toContain('CRATEDB_UNREACHABLE');
  },
  60_000,
);

test('single settings replace the URL', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using proxy = await startProxy(server);
  const settings = {
    host: '127.0.0.1',
    pg_port: proxy.port,
    user: server.user,
    password: SECRETS.password,
    default_target_schema: schema.name,
  };
  const outcome = await load(schema, LINES, settings, { env: { TARGET_CRATEDB_LOGLEVEL: 'debug' } });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(proxy.connections).toBeGreaterThan(0);
  const gone = await load(schema, LINES, { ...settings, pg_port: 1, retry_limit_seconds: 0 });
  expect(gone.code).toBe(1);
});

describe('TLS', () => {
  const plain = { retry_limit_seconds: 0 };

  test('verifies the certificate, unless a setting says not to', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await using proxy = await startTlsProxy(server);
    const host = `localhost:${proxy.port}`;
    const unknown = await load(schema, LINES, { ...plain, host, sslmode: 'require' });
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('CRATEDB_TLS_FAILED');
    expect(unknown.stderr).toContain('ssl_ca');
    const unverified = await load(schema, LINES, { ...plain, host, sslmode: 'no-verify' });
    expect(unverified.code, unverified.stderr).toBe(0);
    const verified = await load(schema, LINES, { ...plain, host, ssl_ca: TLS.ca });
    expect(verified.code, verified.stderr).toBe(0);
    expect(await rowsById(schema, 's')).toEqual(ROWS);
  });

  test('verifies the name of the host', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await using proxy = await startTlsProxy(server);
    const outcome = await load(schema, LINES, { ...plain, host: `127.0.0.1:${proxy.port}`, ssl_ca: TLS.ca });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('CRATEDB_TLS_FAILED');
  });

  test('shows a client certificate', async () => {
    await using schema = await openSchema(inject('cratedb'));
    await using proxy = await startTlsProxy(server, { certificate: true });
    const settings = {
      ...plain,
      host: `localhost:${proxy.port}`,
      ssl_ca: TLS.ca,
      ssl_cert: TLS.clientCert,
      ssl_key: TLS.clientKey,
    };
    const outcome = await load(schema, LINES, settings);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(proxy.clients[0]).toBe('tester');
  });

  test.runIf(inject('cratedbIsReal'))('says so when the server has none', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const outcome = await load(schema, LINES, { ...plain, sslmode: 'require' });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('CRATEDB_TLS_FAILED');
  });
});

test.runIf(inject('cratedbIsReal'))('a table that is blocked for a while is waited for', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, LINES);
  const block = async (on: boolean): Promise<unknown> =>
    await schema.query(`ALTER TABLE "${schema.name}"."s" SET ("blocks.write" = ${on})`);
  await block(true);
  let unblocked: Promise<unknown> | undefined;
  const more = [SCHEMA, recordMessage('s', { id: 9, v: 9, _sdc_sequence: 9 }), stateMessage(2)];
  const outcome = await load(
    schema,
    more,
    {},
    {
      started: (child) => {
        child.stderr?.on('data', (text: string) => {
          if (text.includes('retrying')) unblocked ??= block(false);
        });
      },
    },
  );
  await unblocked;
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toContain("doesn't support or allow");
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1', '2', '3', '9']);
});
