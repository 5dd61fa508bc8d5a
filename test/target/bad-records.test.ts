import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, rowsById, statesIn } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf } from './messages.ts';

const SCHEMA = schemaMessage('s', { id: 'integer', name: 'string' });
const good = (id: number): object => recordMessage('s', { id, name: 'x' });
const wrong = recordMessage('s', { id: 'two', name: 'x' });

const read = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

test('bad records go to the dead-letter file with line, stream and reason, and are counted; the rest is loaded', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const settings = { on_bad_record: 'dead_letter', dead_letter_path: join(folder.path, 'dead.jsonl') };
  const half = '{"type":"RECORD","stream":"s","record":{"id":';
  const keyless = recordMessage('s', { name: 'x' });
  const outcome = await load(
    schema,
    [
      SCHEMA,
      good(1),
      wrong,
      keyless,
      half,
      { type: 'RECORD', stream: 's', record: 5 },
      good(2),
      stateMessage(1),
    ],
    settings,
  );
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toMatch(/received=4 upserted=2 .* bad=4 /);
  expect(statesIn(outcome)).toEqual([stateOf(1)]);
  expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1', '2']);
  const stream = 's';
  expect(read(settings.dead_letter_path)).toMatchObject([
    { line: 3, stream, reason: '/id must be integer,null', raw: JSON.stringify(wrong) },
    { line: 4, stream, reason: 'key property "id" is missing', raw: JSON.stringify(keyless) },
    { line: 5, stream, reason: 'not valid JSON', raw: half },
    { line: 6, stream, reason: 'RECORD: "record" is not an object' },
  ]);
});

test('more bad records than max_bad_records end the target; no state passes the one too many', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const path = join(folder.path, 'dead.jsonl');
  const settings = { on_bad_record: 'dead_letter', dead_letter_path: path, max_bad_records: 2 };
  const input = [SCHEMA, good(1), wrong, wrong, stateMessage(1), wrong, good(2), stateMessage(2)];
  const outcome = await load(schema, input, settings);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('TOO_MANY_BAD_RECORDS: More than 2 records');
  expect(statesIn(outcome)).toEqual([stateOf(1)]);
  expect(read(path)).toHaveLength(2);
});

test('a breach of the protocol is no bad record', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const settings = { on_bad_record: 'dead_letter', dead_letter_path: join(folder.path, 'dead.jsonl') };
  const outcome = await load(schema, [SCHEMA, good(1), recordMessage('t', { id: 1 })], settings);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('Line 3, stream "t": RECORD before its SCHEMA');
});

test('dead letters need a file that can be written', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const missing = await load(schema, [SCHEMA], { on_bad_record: 'dead_letter' });
  expect(missing.stderr).toContain('"dead_letter_path" is required');
  const settings = { on_bad_record: 'dead_letter', dead_letter_path: '/nonexistent/dead.jsonl' };
  const unwritable = await load(schema, [SCHEMA], settings);
  expect(unwritable.stderr).toContain('DEAD_LETTER_FAILED');
  expect([missing.code, unwritable.code]).toEqual([2, 1]);
});

test.runIf(inject('cratedbIsReal'))(
  'a row that CrateDB refuses goes to the dead-letter file, too',
  async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    await schema.query(`CREATE TABLE "${schema.name}".s (id BIGINT PRIMARY KEY, n BIGINT CHECK (n > 0))`);
    const settings = { on_bad_record: 'dead_letter', dead_letter_path: join(folder.path, 'dead.jsonl') };
    const message = schemaMessage('s', { id: 'integer', n: 'integer' });
    const records = [1, 2, 3, 4, 5].map((id) => recordMessage('s', { id, n: id === 3 ? 0 : id }));
    const outcome = await load(schema, [message, ...records, stateMessage(1)], settings);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toMatch(/received=5 upserted=4 .* bad=1 /);
    expect(statesIn(outcome)).toEqual([stateOf(1)]);
    expect(Object.keys(await rowsById(schema, 's'))).toEqual(['1', '2', '4', '5']);
    expect(read(settings.dead_letter_path)).toMatchObject([{ line: 4, stream: 's', raw: '{"id":3,"n":0}' }]);
  },
);
