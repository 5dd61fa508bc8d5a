import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, run } from '../support/programs/run.ts';
import { hasTerminal, openTerminal } from '../support/programs/terminal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const CHANGE = `{"eventID":"1","eventName":"INSERT","tableName":"t","dynamodb":{"ApproximateCreationDateTime":1700000000000001,"Keys":{"id":{"S":"a"}},"NewImage":{"id":{"S":"a"}}}}\n`;

/** The problems that CONFIG_INVALID lists. */
async function problemsOf(command: string, args: string[], env: Record<string, string>): Promise<string[]> {
  const { code, stderr } = await run(command, args, { env });
  expect(code).toBe(2);
  expect(stderr).toContain('CONFIG_INVALID');
  expect(stderr).not.toContain('secret-1234');
  return [...stderr.matchAll(/^ {2}- (.*)$/gm)].map(([, problem = '']) => problem);
}

test('the tap reports all that is wrong about its settings at once', async () => {
  const url = 'kinesis+dynamodb+cdc://KEY:secret-1234@aws/s?region=eu-central-1&start=seqno-at';
  const problems = await problemsOf(BIN.tap, [url], {
    TAP_DYNAMODB_CDC_BATCH_SIZE: '10001',
    TAP_DYNAMODB_CDC_ON_GAP: 'secret-1234',
    TAP_DYNAMODB_CDC_TABLES: '[5',
    TAP_DYNAMODB_CDC_ON_BAD_RECORD: 'dead_letter',
    TAP_DYNAMODB_CDC_STREAM_NAME_TEMPLATE: 'all',
  });
  expect(problems).toEqual([
    'TAP_DYNAMODB_CDC_TABLES is not valid JSON',
    '"batch_size" must be <= 10000; it is the number 10001',
    '"on_gap" must be one of fail, continue, resnapshot, export; it is text of 11 characters',
    '"start" is seqno-at, but "seqno" is missing',
    '"stream_name_template" lacks {table}: different tables would share one stream',
    '"on_bad_record" is dead_letter: "dead_letter_path" must name a file',
  ]);
});

test('so does the target', async () => {
  const problems = await problemsOf(BIN.target, [], {
    TARGET_CRATEDB_URL: 'crate://u:secret-1234@h:4200/a?tls=on',
    TARGET_CRATEDB_PG_PORT: 'secret-1234',
    TARGET_CRATEDB_TABLE_OPTIONS: '5',
    TARGET_CRATEDB_SSL_CERT: '-----BEGIN x',
    TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter',
    TARGET_CRATEDB_STREAM_MAPS: '{"a": {"b": "c + 1"}}',
  });
  expect(problems).toEqual([
    '"pg_port" must be of type integer; it is text of 11 characters',
    '"table_options" must be of type object; it is text of 1 characters',
    expect.stringContaining('its option "tls" is not known; known are ssl, sslmode, schema'),
    '"ssl_cert" and "ssl_key" belong together: set both or none',
    '"dead_letter_path" is required with on_bad_record: dead_letter',
    expect.stringContaining('stream_maps.a.b'),
  ]);
});

test('so does the relay', async () => {
  const problems = await problemsOf(BIN.relay, ['--max-restarts', '-1', '--once'], {});
  expect(problems).toEqual([
    '"max_restarts" must be >= 0; it is the number -1',
    expect.stringContaining('"source" is required'),
    expect.stringContaining('"target" is required'),
  ]);
});

test.each(Object.entries(BIN))(
  'the help of the %s shows examples, settings and exit codes',
  async (_, command) => {
    const { code, stdout } = await run(command, ['--help']);
    expect(code).toBe(0);
    for (const part of [
      'Examples:',
      '--verbose',
      '--quiet',
      'LOGLEVEL',
      '--explain <code>',
      'Exit codes:',
      'stdout',
    ])
      expect(stdout).toContain(part);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  },
);

test.each([
  ['tap', 'TAP_DYNAMODB_CDC_REGIN', 'TAP_DYNAMODB_CDC_REGION'],
  ['target', 'TARGET_CRATEDB_BATCH_SIZE', 'TARGET_CRATEDB_BATCH_SIZE_ROWS'],
  ['relay', 'DYNAMODB_CDC_RELAY_STATEFILE', 'DYNAMODB_CDC_RELAY_STATE_FILE'],
] as const)(
  'a misspelled variable of %s is an error that names the right one',
  async (program, wrong, right) => {
    const problems = await problemsOf(BIN[program], [], { [wrong]: 'secret-1234' });
    expect(problems[0]).toMatch(new RegExp(`^${wrong} is not a variable of \\S+; did you mean ${right}\\?$`));
  },
);

test('Kubernetes variables of a Service that has the name of the program are ignored', async () => {
  const env = {
    TARGET_CRATEDB_SERVICE_HOST: '10.0.0.1',
    TARGET_CRATEDB_SERVICE_PORT_PSQL: '5432',
    TARGET_CRATEDB_PORT: 'tcp://10.0.0.1:5432',
    TARGET_CRATEDB_PORT_5432_TCP_ADDR: '10.0.0.1',
    TARGET_CRATEDB_PG_PORT: 'tcp://10.0.0.2:5432',
    TARGET_CRATEDB_SSLMODE: 'secret-1234',
  };
  const problems = await problemsOf(BIN.target, [], env);
  expect(problems).toEqual([expect.stringContaining('"sslmode" must be one of')]);
});

test('Meltano passes the variables of other plugins: an unknown one is a warning then', async () => {
  const env = {
    MELTANO_PROJECT_ROOT: '/project',
    TARGET_CRATEDB_BLUE_URL: 'crate://h',
    TARGET_CRATEDB_SSLMODE: 'no',
  };
  const { stderr } = await run(BIN.target, [], { env });
  expect(stderr).toContain(
    'WARNING target-cratedb: TARGET_CRATEDB_BLUE_URL is not a variable of target-cratedb',
  );
  expect(stderr).toContain('"sslmode" must be one of');
});

test('a config file may name its JSON Schema; a misspelled member of it is an error', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'config.json');
  writeFileSync(file, JSON.stringify({ $schema: './settings.schema.json', batch_size_row: 5 }));
  expect(await problemsOf(BIN.target, ['--config', file], {})).toEqual([
    '"batch_size_row" is not a setting; did you mean "batch_size_rows"?',
  ]);
});

test('--quiet leaves out what is no warning, --verbose shows more, and both at once are refused', async () => {
  using folder = temporaryFolder();
  const dump = join(folder.path, 'dump.ndjson');
  writeFileSync(dump, CHANGE);
  const logOf = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await run(BIN.tap, [`file+dynamodb+cdc://${dump}`, ...args]);
    expect(code, stderr).toBe(0);
    return stderr;
  };
  expect(await logOf()).toMatch(/INFO .*METRIC/);
  expect(await logOf('--quiet')).toBe('');
  expect(await logOf('--verbose')).toContain('METRIC');
  expect((await run(BIN.tap, ['--quiet', '--verbose'])).code).toBe(2);
});

test.runIf(hasTerminal)('the help fits into the terminal, examples too', async () => {
  await using terminal = openTerminal(BIN.relay, ['--help'], {}, { columns: 60 });
  expect(await terminal.ended).toBe(0);
  const long = terminal
    .stdout()
    .split(/\r?\n/)
    .filter((line) => line.length > 60);
  // What cannot be cut: a URL by itself.
  expect(long.filter((line) => line.trim().replace(/ \\$/, '').includes(' '))).toEqual([]);
  expect(terminal.stdout()).toContain('Examples:');
});
