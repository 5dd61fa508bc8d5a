import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, type Outcome, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage, textOf } from './messages.ts';

const SEQUENCED = schemaMessage('s', { id: 'integer', v: 'integer', _sdc_sequence: 'integer' });
const INPUT = [
  SEQUENCED,
  recordMessage('s', { id: 1, v: 1, _sdc_sequence: 1 }),
  recordMessage('s', { id: 1, v: 1, _sdc_sequence: 3 }),
  recordMessage('s', { id: 1, v: 1, _sdc_sequence: 2 }),
  recordMessage('s', { id: 2, v: 2 ** 63, _sdc_sequence: 1 }),
  recordMessage('s', { id: 3, _sdc_deleted_at: '2026-01-01T00:00:00Z', _sdc_sequence: 1 }),
  schemaMessage('t', { id: 'integer' }),
  recordMessage('t', { id: 1 }),
];

/** The metrics on stderr: `stream metric` with its value. */
function metricsIn({ stderr }: Outcome): Map<string, number> {
  const lines = [...stderr.matchAll(/METRIC: (\{.*\})/g)].map(
    ([, json]) => JSON.parse(json ?? '') as { metric: string; value: number; tags: { stream: string } },
  );
  return new Map(lines.map(({ metric, value, tags }) => [`${tags.stream} ${metric}`, value]));
}

test('what became of the records is reported per stream as metrics, and in one line', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await load(schema, INPUT, { batch_wait_limit_seconds: 300 });
  expect(outcome.code, outcome.stderr).toBe(0);
  const metrics = metricsIn(outcome);
  expect(Object.fromEntries(metrics)).toMatchObject({
    's record_count': 5,
    's upserted_count': 2,
    's deleted_count': 1,
    's superseded_count': 1,
    's stale_count': 1,
    's overflow_count': 1,
    's batch_count': 1,
    't record_count': 1,
    't upserted_count': 1,
  });
  expect(metrics.get('s byte_count')).toBeGreaterThan(50);
  expect(metrics.get('s batch_processing_time')).toBeGreaterThan(0);
  expect(outcome.stderr).toMatch(
    /done received=6 upserted=3 deleted=1 superseded=1 stale=1 bad=0 overflowed=1 /,
  );
});

test('structured logs, as Meltano asks for them, carry the stream', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const config = join(folder.path, 'log.json');
  const formatters = { structured: { '()': 'singer_sdk.logging.StructuredFormatter' } };
  writeFileSync(config, JSON.stringify({ formatters, root: { level: 'INFO' } }));
  const unusable = {
    type: 'SCHEMA',
    stream: 's',
    schema: { properties: { a: { type: 'x' } } },
    key_properties: [],
  };
  const outcome = await load(schema, [unusable], {}, { env: { SINGER_SDK_LOG_CONFIG: config } });
  const lines = outcome.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.find(({ level }) => level === 'warning')).toMatchObject({
    app_name: 'target-cratedb',
    stream_name: 's',
    message: expect.stringContaining('the SCHEMA is not usable') as string,
  });
});

test('--input reads a file', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const path = join(folder.path, 'input.jsonl');
  writeFileSync(path, textOf(INPUT));
  const outcome = await run(BIN.target, ['--input', path, schema.url]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1', '2']);
  const missing = await run(BIN.target, ['--input', join(folder.path, 'none.jsonl'), schema.url]);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('INPUT_UNREADABLE');
});

test('--about shows every setting and capability, without a configuration', async () => {
  const outcome = await run(BIN.target, ['--about']);
  const about = JSON.parse(outcome.stdout) as { capabilities: string[]; settings: { properties: object } };
  expect(outcome.code).toBe(0);
  expect(about.capabilities).toEqual(
    expect.arrayContaining([
      'activate-version',
      'batch',
      'schema-flattening',
      'stream-maps',
      'validate-records',
    ]),
  );
  expect(Object.keys(about.settings.properties)).toEqual(
    expect.arrayContaining(['validate_records', 'stream_maps', 'state_interval_seconds']),
  );
});
