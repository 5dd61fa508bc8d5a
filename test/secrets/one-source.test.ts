import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { startListener } from '../support/programs/listener.ts';
import { BIN, type Outcome, run } from '../support/programs/run.ts';
import { SECRETS, USER_INFO } from '../support/programs/secrets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { recordMessage, schemaMessage, textOf } from '../target/messages.ts';

vi.setConfig({ testTimeout: 60_000 });

// A credential goes where the source points that gave it. In each of these an attacker, or an oversight, points elsewhere.

/** What a program is started with, beside what is in its working directory. */
interface Start {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  readonly dotEnv?: Record<string, string>;
  readonly config?: object;
}

const QUICK = {
  TAP_DYNAMODB_CDC_RETRY_LIMIT_SECONDS: '0',
  TARGET_CRATEDB_RETRY_LIMIT_SECONDS: '0',
  DYNAMODB_CDC_RELAY_MAX_RESTARTS: '0',
};

/** What makes the target connect. */
const INPUT = textOf([schemaMessage('s', { id: 'integer' }), recordMessage('s', { id: 1 })]);

async function start(program: string, { args = [], env, dotEnv = {}, config }: Start): Promise<Outcome> {
  using folder = temporaryFolder();
  const lines = Object.entries(dotEnv).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(join(folder.path, '.env'), lines.join(''));
  const file = join(folder.path, 'config.json');
  writeFileSync(file, JSON.stringify(config ?? {}));
  const named = config === undefined ? args : ['--config', file, ...args];
  return await run(program, named, { cwd: folder.path, stdin: INPUT, env: { ...QUICK, ...env } });
}

const login = `admin:${encodeURIComponent(SECRETS.password)}`;
/** Nobody is there. */
const PROD = `postgresql://${login}@127.0.0.1:1/doc?ssl=true`;
const MIXTURE = 'must come from one source as a whole';

describe('the password of CrateDB', () => {
  test.each<[string, (evil: string) => Start, string]>([
    [
      'host and encryption of the environment, beside a URL',
      (evil) => ({
        args: [PROD],
        env: { TARGET_CRATEDB_HOST: evil, TARGET_CRATEDB_SSLMODE: 'disable' },
      }),
      'CRATEDB_UNREACHABLE: CrateDB at 127.0.0.1:1 ',
    ],
    [
      'host and encryption of .env, beside a URL',
      (evil) => ({
        args: [PROD],
        dotEnv: { TARGET_CRATEDB_HOST: evil, TARGET_CRATEDB_SSLMODE: 'disable' },
      }),
      'CRATEDB_UNREACHABLE: CrateDB at 127.0.0.1:1 ',
    ],
    [
      'host and encryption of .env, beside a URL of the environment that other tools use',
      (evil) => ({
        env: { CRATEDB_SQLALCHEMY_URL: PROD },
        dotEnv: { TARGET_CRATEDB_HOST: evil, TARGET_CRATEDB_SSLMODE: 'disable' },
      }),
      'CRATEDB_UNREACHABLE: CrateDB at 127.0.0.1:1 ',
    ],
    [
      'a URL of .env, beside host and password of a file',
      (evil) => ({
        config: { host: '127.0.0.1:1', user: 'admin', password: SECRETS.password },
        dotEnv: { TARGET_CRATEDB_URL: `postgresql://${evil}/` },
      }),
      'CRATEDB_UNREACHABLE: CrateDB at 127.0.0.1:1 ',
    ],
    [
      'a port of .env',
      (evil) => ({
        args: [`crate://${login}@127.0.0.1:4200/`],
        dotEnv: { TARGET_CRATEDB_PG_PORT: evil.replace(/.*:/, '') },
      }),
      MIXTURE,
    ],
    [
      'encryption alone',
      (evil) => ({
        args: [`postgresql://${login}@${evil}/?ssl=true`],
        env: { TARGET_CRATEDB_SSLMODE: 'disable' },
      }),
      MIXTURE,
    ],
    [
      'encryption of the same source',
      (evil) => ({
        env: {
          TARGET_CRATEDB_URL: `postgresql://${login}@${evil}/?ssl=true`,
          TARGET_CRATEDB_SSLMODE: 'no-verify',
        },
      }),
      '"sslmode" is weaker than what the URL requires',
    ],
    [
      'host of a file, password of the environment',
      (evil) => ({ config: { host: evil }, env: { TARGET_CRATEDB_PASSWORD: SECRETS.password } }),
      MIXTURE,
    ],
    [
      'host of .env, password of the environment',
      (evil) => ({
        dotEnv: { TARGET_CRATEDB_HOST: evil },
        env: { TARGET_CRATEDB_PASSWORD: SECRETS.password },
      }),
      MIXTURE,
    ],
    [
      'host of the environment, password of a file',
      (evil) => ({
        env: { TARGET_CRATEDB_HOST: evil },
        config: { user: 'admin', password: SECRETS.password },
      }),
      MIXTURE,
    ],
    [
      'a URL and a host of the same source',
      (evil) => ({ config: { url: PROD, host: evil } }),
      '"url" already sets "host"',
    ],
  ])('%s', async (_, given, expected) => {
    await using evil = await startListener();
    const outcome = await start(BIN.target, given(`127.0.0.1:${evil.port}`));
    expect(outcome.code).toBe(outcome.stderr.includes('CONFIG_INVALID') ? 2 : 1);
    expect(outcome.stderr).toContain(expected);
    expect(evil.heard()).toBeUndefined();
  });

  test('is not looked for where other programs keep theirs', async () => {
    await using server = await startListener();
    const url = `postgresql://u@127.0.0.1:${server.port}/`;
    using home = temporaryFolder();
    writeFileSync(join(home.path, '.pgpass'), `127.0.0.1:*:*:*:pgpass-secret\n`, { mode: 0o600 });
    const env = { HOME: home.path, PGPASSWORD: 'libpq-secret', PGPASSFILE: join(home.path, '.pgpass') };
    for (const variables of [env, { ...env, PGPASSWORD: '' }])
      expect(await start(BIN.target, { args: [url], env: variables })).toMatchObject({ code: 1 });
    expect(server.heard()).toContain('target-cratedb');
    expect(server.heard()).not.toContain('secret');
  });

  test.each<[string, (evil: string) => Start]>([
    [
      'the environment',
      (evil) => ({ env: { TARGET_CRATEDB_HOST: evil, TARGET_CRATEDB_SSLMODE: 'disable' } }),
    ],
    ['.env', (evil) => ({ dotEnv: { TARGET_CRATEDB_HOST: evil, TARGET_CRATEDB_SSLMODE: 'disable' } })],
    ['.env, as a URL', (evil) => ({ dotEnv: { TARGET_CRATEDB_URL: `postgresql://${evil}/` } })],
  ])('goes by the relay to where its URL points, not to the host of %s', async (_, given) => {
    await using evil = await startListener();
    const { env, dotEnv } = given(`127.0.0.1:${evil.port}`);
    const dump = 'file+dynamodb+cdc:///no/such/dump';
    const outcome = await start(BIN.relay, {
      args: [dump, PROD],
      ...(env && { env }),
      ...(dotEnv && { dotEnv }),
    });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('CRATEDB_UNREACHABLE: CrateDB at 127.0.0.1:1 ');
    expect(evil.heard()).toBeUndefined();
  });
});

const KEYS = { aws_access_key_id: 'AKIDTEST', aws_secret_access_key: SECRETS.secretAccessKey };
const KEYS_OF_TAP = {
  TAP_DYNAMODB_CDC_AWS_ACCESS_KEY_ID: 'AKIDTEST',
  TAP_DYNAMODB_CDC_AWS_SECRET_ACCESS_KEY: SECRETS.secretAccessKey,
};
const CHAIN = {
  AWS_ACCESS_KEY_ID: 'AKIDTEST',
  AWS_SECRET_ACCESS_KEY: SECRETS.secretAccessKey,
  AWS_SESSION_TOKEN: SECRETS.sessionToken,
};
const STREAM = { stream: 's', region: 'us-east-1' };
/** Nobody is there. */
const SOURCE = `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:1/s?region=us-east-1`;
const ITEMS = `dynamodb://${USER_INFO}@127.0.0.1:1/t?region=us-east-1`;

describe('keys of AWS', () => {
  test.each<[string, (evil: string) => Start, string]>([
    [
      'an endpoint of the environment, beside a URL',
      (evil) => ({ args: [SOURCE], env: { TAP_DYNAMODB_CDC_ENDPOINT_URL: evil } }),
      'KINESIS_UNREACHABLE',
    ],
    [
      'an endpoint of .env, beside a URL',
      (evil) => ({ args: [SOURCE], dotEnv: { TAP_DYNAMODB_CDC_ENDPOINT_URL: evil } }),
      'KINESIS_UNREACHABLE',
    ],
    [
      'an endpoint of DynamoDB alone',
      (evil) => ({ args: [ITEMS], env: { TAP_DYNAMODB_CDC_DYNAMODB_ENDPOINT_URL: evil } }),
      'where to read from and the credentials for it must come from one source',
    ],
    [
      "an endpoint of AWS's own variables, beside keys of a URL",
      (evil) => ({ args: [ITEMS], env: { AWS_ENDPOINT_URL_DYNAMODB: evil, AWS_ENDPOINT_URL: evil } }),
      'DYNAMODB_UNREACHABLE',
    ],
    [
      'an endpoint of a file, beside keys of the environment',
      (evil) => ({ config: { ...STREAM, endpoint_url: evil }, env: KEYS_OF_TAP }),
      'must come from one source',
    ],
    [
      'an endpoint of the environment, beside keys of a file',
      (evil) => ({ config: { ...STREAM, ...KEYS }, env: { TAP_DYNAMODB_CDC_ENDPOINT_URL: evil } }),
      'must come from one source',
    ],
    [
      "an endpoint of .env, beside what AWS's chain finds",
      (evil) => ({ config: STREAM, env: CHAIN, dotEnv: { TAP_DYNAMODB_CDC_ENDPOINT_URL: evil } }),
      'the file .env names an endpoint, but no keys for it',
    ],
    [
      "an endpoint of DynamoDB in .env, beside what AWS's chain finds",
      (evil) => ({
        args: ['kinesis+dynamodb+cdc://aws/s'],
        env: CHAIN,
        dotEnv: { TAP_DYNAMODB_CDC_DYNAMODB_ENDPOINT_URL: evil },
      }),
      'the file .env names an endpoint, but no keys for it',
    ],
    [
      "a URL of .env, beside what AWS's chain finds",
      (evil) => ({
        env: CHAIN,
        dotEnv: { TAP_DYNAMODB_CDC_SOURCE_URL: evil.replace('http', 'kinesis+dynamodb+cdc') },
      }),
      'the file .env names an endpoint, but no keys for it',
    ],
  ])('%s', async (_, given, expected) => {
    await using evil = await startListener();
    const outcome = await start(BIN.tap, given(`http://127.0.0.1:${evil.port}`));
    expect(outcome.code).toBe(outcome.stderr.includes('CONFIG_INVALID') ? 2 : 1);
    expect(outcome.stderr).toContain(expected);
    expect(evil.heard()).toBeUndefined();
  });

  test("the relay does not take a source of .env to what AWS's chain finds", async () => {
    await using evil = await startListener();
    const dotEnv = { DYNAMODB_CDC_RELAY_SOURCE: `kinesis+dynamodb+cdc://127.0.0.1:${evil.port}/s` };
    const outcome = await start(BIN.relay, { env: { ...CHAIN, DYNAMODB_CDC_RELAY_TARGET: PROD }, dotEnv });
    expect(outcome.stderr).toContain('"source" of the file .env names an endpoint, but no keys for it');
    expect(evil.heard()).toBeUndefined();
  });
});

test('a URL may be in a file, and in a variable that the command line names', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'url');
  writeFileSync(file, `${PROD}\n`);
  const ways: Start[] = [{ config: { url_file: file } }, { args: ['env:MY_URL'], env: { MY_URL: PROD } }];
  for (const way of ways)
    expect((await start(BIN.target, way)).stderr).toContain('CRATEDB_UNREACHABLE: CrateDB at 127.0.0.1:1 ');
  const missing = await start(BIN.target, { args: ['env:MY_URL'] });
  expect(missing.stderr).toContain('the environment has no variable MY_URL');
  const both = await start(BIN.target, { config: { url_file: file, url: PROD } });
  expect(both.stderr).toContain('"url_file" and "url" mean the same');
  const folderAsFile = await start(BIN.target, { config: { url_file: folder.path } });
  expect(folderAsFile.stderr).toContain('not a regular file');
  const source = join(folder.path, 'source');
  writeFileSync(source, SOURCE);
  const relay = await start(BIN.relay, {
    config: { source_url_file: source, target_url_file: file },
  });
  expect(relay.stderr).toContain('CRATEDB_UNREACHABLE: CrateDB at 127.0.0.1:1 ');
});
