import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinesisModel, putAll, startHostileKinesis, streamOf } from '@cdc-relay/hostile-kinesis';
import { expect, inject, test, vi } from 'vitest';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN, type Outcome, type RunOptions, run } from '../support/programs/run.ts';
import { SECRETS, shownIn, USER_INFO } from '../support/programs/secrets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { plainRecord } from '../tap/plain-records.ts';

vi.setConfig({ testTimeout: 60_000 });

// That no output shows a secret is checked wherever tests start a program: see test/support/programs/secrets.ts.

const DEBUG = { LOGLEVEL: 'debug' };

test('the check sees secrets in every spelling', () => {
  const { password } = SECRETS;
  const spellings = [password, encodeURIComponent(password), JSON.stringify({ password })];
  expect(spellings.map(shownIn)).toEqual([[password], [password], [password]]);
  expect(shownIn('nothing')).toEqual([]);
});

test('no way of running a program gets around the check', async () => {
  const echo = ['-e', 'console.error(process.argv[1])', SECRETS.password];
  await expect(run(process.execPath, echo)).rejects.toThrow(/shows/);
  const open = openProcess(process.execPath, echo, {});
  await expect(open.ended).rejects.toThrow(/shows/);
});

/** Every file of a folder: states and dead letters. */
function contentOf(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

test('the tap: by URL, file and environment, whatever it is asked and however it ends', async () => {
  using folder = temporaryFolder();
  const model = kinesisModel({ cdc: 1 });
  putAll(streamOf(model, 'cdc'), [plainRecord(), { partitionKey: 'x', data: 'no change record' }]);
  await using kinesis = await startHostileKinesis(model);
  const { host } = new URL(kinesis.endpoint);
  const url = `kinesis+dynamodb+cdc://${USER_INFO}@${host}/cdc?region=us-east-1`;
  const tap = async (args: readonly string[], options: RunOptions = {}): Promise<Outcome> =>
    await run(BIN.tap, args, {
      ...options,
      env: { ...DEBUG, TAP_DYNAMODB_CDC_RETRY_LIMIT_SECONDS: '0', ...options.env },
    });
  const keys = {
    aws_access_key_id: 'AKIDTEST',
    aws_secret_access_key: SECRETS.secretAccessKey,
    aws_session_token: SECRETS.sessionToken,
  };
  using config = temporaryFolder();
  const file = join(config.path, 'config.json');
  const settings = { ...keys, endpoint_url: kinesis.endpoint, stream: 'cdc', region: 'us-east-1' };
  const dead_letter_path = join(folder.path, 'dead.jsonl');
  writeFileSync(file, JSON.stringify({ ...settings, on_bad_record: 'dead_letter', dead_letter_path }));

  const whole = await tap(['--config', file]);
  expect(whole.code, whole.stderr).toBe(0);
  expect(shownIn(contentOf(folder.path))).toEqual([]);
  expect((await tap(['--config', file, '--discover'])).code).toBe(0);
  expect((await tap(['--config', file, '--about'])).code).toBe(0);
  expect((await tap([url])).stderr).toContain('CHANGE_RECORD_INVALID');
  expect((await tap([url.replace('/cdc?', '/gone?')])).code).toBe(1);
  expect((await tap([`${url}&nonsense=1`])).stderr).toContain('CONFIG_INVALID');
  expect((await tap([url.replace(host, '127.0.0.1:1'), '--config', file])).code).toBe(1);
  const environment = Object.fromEntries(
    Object.entries(keys).map(([name, value]) => [name.toUpperCase(), value]),
  );
  kinesis.setFaults(() => ({ kind: 'error', type: 'AccessDeniedException' }));
  const denied = await tap([url.replace(`${USER_INFO}@`, '')], { env: environment });
  expect(denied.code).toBe(1);
});

test('the target: by URL, file and environment, whatever it is asked and however it ends', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  using config = temporaryFolder();
  const { host, port, user } = crateServer(inject('cratedb'));
  const login = `${user}:${encodeURIComponent(SECRETS.password)}`;
  const url = `postgresql://${login}@${host}:${port}/${schema.name}`;
  const file = join(config.path, 'config.json');
  const dead_letter_path = join(folder.path, 'dead.jsonl');
  const single = {
    host,
    pg_port: port,
    user,
    password: SECRETS.password,
    default_target_schema: schema.name,
  };
  writeFileSync(file, JSON.stringify({ ...single, on_bad_record: 'dead_letter', dead_letter_path }));
  const lines = [
    '{"type":"SCHEMA","stream":"s","schema":{"properties":{"id":{"type":"integer"}}},"key_properties":["id"]}',
    '{"type":"RECORD","stream":"s","record":{"id":1}}',
    '{"type":"RECORD","stream":"s","record":{"id":"bad"}}',
    '{"type":"STATE","value":{"n":1}}',
  ];
  const stdin = `${lines.join('\n')}\n`;
  const target = async (args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> =>
    await run(BIN.target, args, { stdin, env: { ...DEBUG, ...env } });

  const whole = await target(['--config', file, '--state-file', join(folder.path, 'state.json')]);
  expect(whole.code, whole.stderr).toBe(0);
  expect(contentOf(folder.path)).toContain('"n":1');
  expect(shownIn(contentOf(folder.path))).toEqual([]);
  expect((await target([url])).stderr).toContain('INPUT_INVALID');
  expect((await target([], { CRATEDB_SQLALCHEMY_URL: `crate://${login}@${host}:x/y` })).code).toBe(2);
  expect((await target([`${url}?nonsense=1`])).stderr).toContain('CONFIG_INVALID');
  expect((await target(['--config', file, '--about'])).code).toBe(0);
  const away = `postgresql://${login}@127.0.0.1:1/x`;
  const noRetry = { TARGET_CRATEDB_RETRY_LIMIT_SECONDS: '0' };
  expect((await target([away], noRetry)).stderr).toContain('CRATEDB_UNREACHABLE');
  expect((await target(['shell', '--config', file, '--command', 'SELECT nonsense'])).code).toBe(1);
  expect((await target(['show-table', 'no.such', '--config', file])).code).toBe(1);
});

test.runIf(process.platform === 'linux')('the process title names the program alone', async () => {
  const { host, port, user } = crateServer(inject('cratedb'));
  const login = `${user}:${encodeURIComponent(SECRETS.password)}`;
  await using target = openProcess(BIN.target, [`postgresql://${login}@${host}:${port}/doc`], {});
  await vi.waitFor(() => expect(commandLine(target.pid)).toMatch(/^target-cratedb\0*$/), { timeout: 10_000 });
  await using kinesis = await startHostileKinesis(kinesisModel({ cdc: 1 }));
  const url = `kinesis+dynamodb+cdc://${USER_INFO}@${new URL(kinesis.endpoint).host}/cdc?region=us-east-1`;
  await using tap = openProcess(BIN.tap, [url], { TAP_DYNAMODB_CDC_FOLLOW: 'true' });
  await vi.waitFor(() => expect(commandLine(tap.pid)).toMatch(/^tap-dynamodb-cdc\0*$/), { timeout: 10_000 });
});

function commandLine(pid: number | undefined): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}
