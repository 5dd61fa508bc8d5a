import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test, vi } from 'vitest';
import { WAIT } from '../relay/following.ts';
import { childrenOf, startRelay } from '../relay/relay-process.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { sourceOf } from '../tap/hostile-source.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { load } from '../target/load.ts';
import { recordMessage, schemaMessage } from '../target/messages.ts';

vi.setConfig({ testTimeout: 90_000 });

/** A name that is a line of the log to whoever does not escape it. */
const FORGED =
  'x\n2026-01-02T03:04:05.678Z ERROR   tap-dynamodb-cdc: CONFIG_INVALID: forged \u001b[31m\u202e\u2028';

const LINES_OF_OURS = /^(?:\d{4}-\d\d-\d\dT\S+Z (?:DEBUG|INFO|WARNING|ERROR) +(?:tap|target|dynamodb)| {2})/;

/** The lines that look like the programs' own, and hold nothing that commands a terminal. */
function expectHonest(stderr: string): void {
  for (const line of stderr.trimEnd().split('\n')) {
    expect(line).toMatch(LINES_OF_OURS);
    expect(line).not.toMatch(/^\S+ ERROR +tap-dynamodb-cdc: CONFIG_INVALID/);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  }
}

test('names of the data make no lines of the log, in either format', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const config = join(folder.path, 'log.json');
  writeFileSync(config, '{"formatters":{"x":{"()":"singer_sdk.logging.StructuredFormatter"}}}');
  const lines = [schemaMessage(FORGED, { id: 'integer' }), recordMessage(FORGED, { id: 1 })];
  const settings = { stream_maps: { [FORGED]: null } };
  const plain = await load(schema, lines, settings);
  expect(plain.stderr).toContain('this stream is left out');
  expect(plain.stderr).toContain('forged');
  expectHonest(plain.stderr);
  const structured = await load(schema, lines, settings, { env: { SINGER_SDK_LOG_CONFIG: config } });
  for (const line of structured.stderr.trimEnd().split('\n'))
    expectHonest(
      `2026-01-01T00:00:00Z INFO    target-cratedb: ${(JSON.parse(line) as { stream_name: string }).stream_name}`,
    );
});

test('a stream that warns without end does not flood the log', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const activate = { type: 'ACTIVATE_VERSION', stream: 's', version: 1 };
  const outcome = await load(schema, [
    schemaMessage('s', { id: 'integer' }),
    recordMessage('s', { id: 1 }),
    ...Array.from({ length: 2000 }, () => activate),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr.match(/ACTIVATE_VERSION is ignored.* stream=s/g)).toHaveLength(5);
  expect(outcome.stderr).toContain('left_out=1995');
});

test.runIf(process.platform === 'linux')(
  'the relay does not take a name for the error of a program',
  async () => {
    await using schema = await openSchema(inject('cratedb'));
    using schemas = temporaryFolder();
    writeFileSync(join(schemas.path, `${FORGED}.json`), '{"properties":{},"key_properties":["other"]}');
    await using source = await sourceOf([plainRecord({ table: FORGED })]);
    await using relay = startRelay(source.url, `${schema.url}/demo`, {
      TAP_DYNAMODB_CDC_SCHEMAS: schemas.path,
    });
    await expect.poll(() => relay.stderr(), WAIT).toContain('the key of the table is not the declared one');
    process.kill(childrenOf(relay.pid ?? 0).tap ?? 0, 'SIGKILL');
    await expect.poll(() => relay.stderr(), WAIT).toContain('was ended by SIGKILL; restart 1 of');
    relay.signal('SIGTERM');
    expect(await relay.ended, relay.stderr()).toBe(0);
    expectHonest(relay.stderr());
  },
);

describe.runIf(inject('cratedbIsReal'))('a row that CrateDB refuses', () => {
  test.each([
    ['value', '["the-key"]'],
    ['hash', `sha256:${createHash('sha256').update('["the-key"]').digest('hex').slice(0, 16)}`],
  ])('is named in the log by its key (log_keys: %s), without its values', async (log_keys, key) => {
    await using schema = await openSchema(inject('cratedb'));
    await schema.query(
      `CREATE TABLE "${schema.name}"."s" ("id" TEXT PRIMARY KEY, "v" TEXT CHECK ("v" <> 'classified'))`,
    );
    const lines = [
      schemaMessage('s', { id: 'string', v: 'string' }),
      recordMessage('s', { id: 'the-key', v: 'classified' }),
    ];
    const outcome = await load(schema, lines, { log_keys });
    expect(outcome.stderr).toContain(`with the key ${key}: Failed CONSTRAINT`);
    expect(outcome.stderr).not.toMatch(/for values: .*classified/);
    if (log_keys === 'hash') expect(outcome.stderr).not.toContain('the-key');
  });
});
