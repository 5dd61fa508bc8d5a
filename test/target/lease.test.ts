import { hostname } from 'node:os';
import { expect, inject, test, vi } from 'vitest';
import { openTarget, type Settings } from '../../target-cratedb/dist/index.js';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type OpenProcess, openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { load, rowsById } from './load.ts';
import { type InputLine, recordMessage, schemaMessage, stateMessage, textOf } from './messages.ts';

const SCHEMA = schemaMessage('s', { id: 'string', v: 'integer', _sdc_sequence: 'integer' });
const NO_WAIT = { lease_wait_seconds: 0 };
const UNTIL = { timeout: 50_000 };

function write(id: string, version: number): InputLine {
  return recordMessage('s', { id, v: version, _sdc_sequence: version });
}

/** A target in a process of its own, which has written its first lines. */
async function writer(schema: TestSchema, lines: InputLine[], settings: Settings = {}): Promise<OpenProcess> {
  const variables = Object.entries({ url: schema.url, state_interval_seconds: 0, ...settings });
  const env = variables.map(([name, value]) => [`TARGET_CRATEDB_${name.toUpperCase()}`, String(value)]);
  const target = openProcess(BIN.target, [], Object.fromEntries(env));
  await send(target, lines, 1);
  return target;
}

/** Sends lines, and waits until a STATE says that they are written. */
async function send(target: OpenProcess, lines: InputLine[], state: number): Promise<void> {
  target.write(textOf([...lines, stateMessage(state)]));
  await vi.waitFor(() => expect(target.stdout(), target.stderr()).toContain(`${state}`), UNTIL);
}

async function leases(schema: TestSchema): Promise<Record<string, unknown>[]> {
  await schema.query(`REFRESH TABLE "${schema.name}"."_sdc_leases"`);
  return await schema.query(`SELECT "table_name", "writer_group" FROM "${schema.name}"."_sdc_leases"`);
}

async function holders(schema: TestSchema): Promise<Record<string, unknown>[]> {
  await schema.query(`REFRESH TABLE "${schema.name}"."_sdc_leases"`);
  return await schema.query(`SELECT "holder" FROM "${schema.name}"."_sdc_leases"`);
}

const QUICK = { batch_wait_limit_seconds: 0.05 } as const;

/** Long enough that each renewal comes in time on a busy machine: a lease that always is late writes nothing. */
const LEASE_SECONDS = 4;

test('a second process ends with an error that names the first; a clean end frees the table at once', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const first = openTarget({ url: schema.url });
  for (const line of [SCHEMA, write('a', 5)]) await first.accept(line as never);
  await first.flush();
  const second = await load(schema, [SCHEMA, write('b', 5)], NO_WAIT);
  expect(second.code).toBe(1);
  expect(second.stderr).toContain('TABLE_IN_USE');
  expect(second.stderr).toContain(`process ${process.pid} on ${hostname()}, since 20`);
  await first.close();
  expect(await leases(schema)).toEqual([]);
  const third = await load(schema, [SCHEMA, write('c', 5)], NO_WAIT);
  expect(third.code, third.stderr).toBe(0);
  expect(Object.keys(await rowsById(schema, 's')).sort()).toEqual(['a', 'c']);
});

test('a second process waits for the end of the first', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const first = openTarget({ url: schema.url });
  for (const line of [SCHEMA, write('a', 5)]) await first.accept(line as never);
  let isOpen = true;
  const second = load(schema, [SCHEMA, write('a', 6)]).then((outcome) => ({ ...outcome, isOpen }));
  await first.flush();
  isOpen = false;
  await first.close();
  const outcome = await second;
  expect(outcome).toMatchObject({ code: 0, isOpen: false });
  expect(await rowsById(schema, 's')).toEqual({ a: { v: 6, _sdc_sequence: 6 } });
});

test('the table of a process that was killed on this machine is free at once', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using killed = await writer(schema, [SCHEMA, write('a', 5)], { ...QUICK, lease_seconds: 3600 });
  killed.signal('SIGKILL');
  await killed.ended;
  expect(await leases(schema)).toEqual([{ table_name: 's', writer_group: '' }]);
  const next = await load(schema, [SCHEMA, write('a', 6)], NO_WAIT);
  expect(next.code, next.stderr).toBe(0);
});

test('the lease of a process of another machine ends by itself, when it is not renewed', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using killed = await writer(schema, [SCHEMA, write('a', 5)], {
    ...QUICK,
    lease_seconds: LEASE_SECONDS,
  });
  killed.signal('SIGKILL');
  await killed.ended;
  await schema.query(`REFRESH TABLE "${schema.name}"."_sdc_leases"`);
  await schema.query(`UPDATE "${schema.name}"."_sdc_leases" SET "place" = 'elsewhere'`);
  const early = await load(schema, [SCHEMA, write('a', 6)], NO_WAIT);
  expect(early.stderr).toContain('TABLE_IN_USE');
  const next = await load(schema, [SCHEMA, write('a', 6)]);
  expect(next.code, next.stderr).toBe(0);
});

test('a process that was stopped writes nothing after its successor', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const settings = { ...QUICK, lease_seconds: LEASE_SECONDS };
  await using stopped = await writer(schema, [SCHEMA, write('a', 5)], settings);
  stopped.signal('SIGSTOP');
  const next = await load(schema, [SCHEMA, write('a', 6)], settings);
  expect(next.code, next.stderr).toBe(0);
  stopped.write(textOf([write('a', 7), write('z', 7), stateMessage(2)]));
  stopped.signal('SIGCONT');
  expect(await stopped.ended).toBe(1);
  expect(stopped.stderr()).toContain('TABLE_LEASE_LOST');
  expect(await rowsById(schema, 's')).toEqual({ a: { v: 6, _sdc_sequence: 6 } });
});

test('a process that was stopped goes on when nobody has taken over', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using stopped = await writer(schema, [SCHEMA, write('a', 5)], {
    ...QUICK,
    lease_seconds: LEASE_SECONDS,
  });
  stopped.signal('SIGSTOP');
  const before = await schema.query('SELECT 1 AS one');
  expect(before).toHaveLength(1);
  stopped.signal('SIGCONT');
  await send(stopped, [write('a', 6)], 2);
  stopped.end();
  expect(await stopped.ended, stopped.stderr()).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({ a: { v: 6, _sdc_sequence: 6 } });
});

test.each<[string, Settings, Settings]>([
  ['of different groups', { writer_group: 'one' }, { writer_group: 'two' }],
  ['with delete_mode: mark', { delete_mode: 'mark' }, { delete_mode: 'mark' }],
  ['with delete_mode: tombstone', { delete_mode: 'tombstone' }, { delete_mode: 'tombstone' }],
  ['that append', { load_method: 'append-only' }, { load_method: 'append-only' }],
])('processes %s write a table at the same time', async (_, one, other) => {
  await using schema = await openSchema(inject('cratedb'));
  await using first = openTarget({ url: schema.url, ...one });
  for (const line of [SCHEMA, write('a', 5)]) await first.accept(line as never);
  await first.flush();
  const second = await load(schema, [SCHEMA, write('b', 5)], { ...NO_WAIT, ...other });
  expect(second.code, second.stderr).toBe(0);
  await first.close();
  expect(Object.keys(await rowsById(schema, 's')).sort()).toEqual(['a', 'b']);
});

test.each(['mark', 'tombstone'])(
  'with delete_mode: %s a process waits for one that removes',
  async (mode) => {
    await using schema = await openSchema(inject('cratedb'));
    const first = openTarget({ url: schema.url, writer_group: 'one' });
    for (const line of [SCHEMA, write('a', 5)]) await first.accept(line as never);
    await first.flush();
    const early = await load(schema, [SCHEMA, write('b', 5)], { ...NO_WAIT, delete_mode: mode });
    expect(early.code).toBe(1);
    expect(early.stderr).toContain('TABLE_IN_USE');
    expect(early.stderr).toContain(`process ${process.pid} on ${hostname()}`);
    const second = load(schema, [SCHEMA, write('a', 6)], { delete_mode: mode });
    await first.close();
    expect((await second).code, (await second).stderr).toBe(0);
    expect(Object.keys(await rowsById(schema, 's'))).toEqual(['a']);
  },
);

test('a process whose CrateDB was away for longer than the lease goes on when nobody has taken over', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using proxy = await startProxy(crateServer(schema.url));
  const url = `postgresql://crate@127.0.0.1:${proxy.port}/${schema.name}`;
  await using target = await writer(schema, [SCHEMA, write('a', 5)], {
    ...QUICK,
    url,
    lease_seconds: LEASE_SECONDS,
  });
  const before = await holders(schema);
  await proxy.refuse(1000 * LEASE_SECONDS + 1000);
  await send(target, [write('a', 6)], 2);
  expect(before).toHaveLength(1);
  expect(await holders(schema)).toEqual(before);
  target.end();
  expect(await target.ended, target.stderr()).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({ a: { v: 6, _sdc_sequence: 6 } });
});
