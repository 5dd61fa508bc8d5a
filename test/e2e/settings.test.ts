import { expect, test } from 'vitest';
import { BIN, run } from '../support/programs/run.ts';

/** The problems that CONFIG_INVALID lists. */
async function problemsOf(command: string, args: string[], env: Record<string, string>): Promise<string[]> {
  const { code, stderr } = await run(command, args, { env });
  expect(code).toBe(1);
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
    '"on_gap" must be one of fail, continue, resnapshot; it is text of 11 characters',
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
    for (const part of ['Examples:', 'environment variable', '--explain <code>', 'Exit codes:', 'stdout'])
      expect(stdout).toContain(part);
  },
);
