import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BIN, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What somebody has planted in the working directory: none of it is a setting. */
const PLANTED = {
  NODE_OPTIONS: '--require=./evil.cjs',
  NODE_TLS_REJECT_UNAUTHORIZED: '0',
  NODE_EXTRA_CA_CERTS: './evil.pem',
  LD_PRELOAD: './evil.so',
  AWS_ACCESS_KEY_ID: 'planted',
  AWS_ENDPOINT_URL: 'http://planted:1',
  AWS_CONFIG_FILE: './evil.ini',
  HTTPS_PROXY: 'http://planted:1',
  PGPASSWORD: 'planted',
  SINGER_SDK_LOG_CONFIG: './evil.json',
  PATH: './evil',
};
const SETTINGS = {
  TAP_DYNAMODB_CDC_RETRY_LIMIT_SECONDS: '0',
  TARGET_CRATEDB_RETRY_LIMIT_SECONDS: '0',
  DYNAMODB_CDC_RELAY_MAX_RESTARTS: '0',
};
const SOURCE = 'file+dynamodb+cdc:///no/such/dump';
const TARGET = 'postgresql://crate@127.0.0.1:1/doc';
const EVIL = `require('node:fs').writeFileSync('executed', '')`;

/** Writes down the environment of each process that Node starts, by the name of its program. */
const SPY = `const { basename } = require('node:path');
require('node:fs').writeFileSync(process.env.SPIED + '/' + basename(process.argv[1]), JSON.stringify(process.env));`;

function plant(folder: string, variables: Record<string, string>): void {
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(join(folder, '.env'), lines.join(''));
  writeFileSync(join(folder, 'evil.cjs'), EVIL);
}

describe('a .env that somebody has planted', () => {
  test.each([
    ['relay', [SOURCE, TARGET]],
    ['tap', [SOURCE]],
    ['target', [TARGET, '--print-state']],
  ] as const)('sets the settings of %s and nothing else', async (program, args) => {
    using folder = temporaryFolder();
    using spied = temporaryFolder();
    plant(folder.path, { ...PLANTED, ...SETTINGS });
    writeFileSync(join(spied.path, 'spy.cjs'), SPY);
    const outcome = await run(BIN[program], args, {
      cwd: folder.path,
      env: { NODE_OPTIONS: `--require=${spied.path}/spy.cjs`, SPIED: spied.path, LANG: 'C.UTF-8' },
    });
    expect(outcome.code).toBe(1);
    expect(existsSync(join(folder.path, 'executed'))).toBe(false);
    const environments = readdirSync(spied.path).filter((name) => name !== 'spy.cjs');
    expect(environments.length).toBeGreaterThan(0);
    for (const name of environments) {
      const environment = JSON.parse(readFileSync(join(spied.path, name), 'utf8')) as Record<string, string>;
      for (const [variable, value] of Object.entries(PLANTED))
        expect(environment[variable], `${variable} of ${name}`).not.toBe(value);
    }
  });

  test('is logged once, by the names of what was read from it', async () => {
    using folder = temporaryFolder();
    plant(folder.path, { ...PLANTED, ...SETTINGS, TARGET_CRATEDB_STATE_ID: 'value-1234' });
    const { stderr } = await run(BIN.target, [TARGET, '--print-state'], { cwd: folder.path });
    const logged = stderr.split('\n').filter((line) => line.includes('.env'));
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatch(
      /read from the file \.env: TARGET_CRATEDB_RETRY_LIMIT_SECONDS, TARGET_CRATEDB_STATE_ID$/,
    );
    expect(stderr).not.toContain('value-1234');
  });
});

test('each program of the relay gets its own credentials and settings, not those of the other', async () => {
  using folder = temporaryFolder();
  using spied = temporaryFolder();
  writeFileSync(join(spied.path, 'spy.cjs'), SPY);
  writeFileSync(join(folder.path, 'dump'), '');
  const env = {
    ...SETTINGS,
    NODE_OPTIONS: `--require=${spied.path}/spy.cjs`,
    SPIED: spied.path,
    AWS_SECRET_ACCESS_KEY: 'key-1234',
    TAP_DYNAMODB_CDC_AWS_SESSION_TOKEN: 'token-1234',
    TARGET_CRATEDB_OVERFLOW_COLUMN: 'of-the-target',
    CRATEDB_SQLALCHEMY_URL: TARGET.replace('crate@', 'crate:password-1234@'),
    CRATEDB_CLUSTER_URL: 'crate://x:password-1234@127.0.0.1',
    PGPASSWORD: 'password-1234',
    DYNAMODB_CDC_RELAY_SOURCE: `file+dynamodb+cdc://${folder.path}/dump`,
    // The tap is started only once the target has printed the state.
    DYNAMODB_CDC_RELAY_STATE_FILE: join(folder.path, 'state.json'),
    DYNAMODB_CDC_RELAY_ONCE: 'true',
  };
  await run(BIN.relay, [], { cwd: folder.path, env });
  // The whole environment of a machine does not belong into the output of a failed test.
  const found = (program: string, words: readonly string[]): string[] => {
    const environment = readFileSync(join(spied.path, program), 'utf8');
    return words.filter((word) => environment.includes(word));
  };
  const tap = ['key-1234', 'token-1234'];
  const target = ['password-1234', 'of-the-target'];
  const relay = ['DYNAMODB_CDC_RELAY_SOURCE', 'DYNAMODB_CDC_RELAY_STATE_FILE'];
  const all = [...tap, ...target, ...relay];
  expect(found('tap-dynamodb-cdc.js', all)).toEqual(tap);
  expect(found('target-cratedb.js', all)).toEqual(target);
});
