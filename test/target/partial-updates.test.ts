import { expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { load, rowsById } from './load.ts';
import { type InputLine, recordMessage, schemaMessage } from './messages.ts';

// CrateDB 6.4 takes such names for the numbers of the table's columns, where a part of a row is changed twice.
const NESTED = { map: { 42: 'x' }, list: [{ 42: 'y' }] };
const SCHEMA = schemaMessage('s', {
  id: 'integer',
  o: 'string',
  _sdc_sequence: 'integer',
  _sdc_deleted_at: 'string',
});

/** A table of many columns, in which an object overflows; each line is a batch of its own, unless told otherwise. */
async function loadOneByOne(
  schema: TestSchema,
  lines: readonly InputLine[],
  settings: object,
  batchSize = 1,
): Promise<string> {
  const columns = Array.from({ length: 50 }, (_, n) => `"c${n}" TEXT`).join(', ');
  await schema.query(`CREATE TABLE "${schema.name}"."s" ("id" BIGINT PRIMARY KEY, "o" TEXT, ${columns})`);
  // Nothing is refreshed but by the target.
  await schema.query(`ALTER TABLE "${schema.name}"."s" SET ("refresh_interval" = 0)`);
  const all = [SCHEMA, recordMessage('s', { id: 1, o: 'x', _sdc_sequence: 9 }, { version: 1 }), ...lines];
  const outcome = await load(schema, all, {
    ...settings,
    batch_size_rows: batchSize,
    validate_records: false,
  });
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome.stderr;
}

test.runIf(inject('cratedbIsReal'))(
  'a row that is marked as deleted again and again keeps its overflow',
  async () => {
    await using schema = await openSchema(inject('cratedb'));
    const mark = (version: number): object =>
      recordMessage('s', { id: 1, _sdc_sequence: version, _sdc_deleted_at: '2026-01-02T03:04:05Z' });
    const lines = [recordMessage('s', { id: 1, o: NESTED, _sdc_sequence: 10 }), mark(11), mark(12), mark(13)];
    await loadOneByOne(schema, lines, { hard_delete: false });
    expect((await rowsById(schema, 's'))['1']).toMatchObject({ o: NESTED, _sdc_sequence: 13 });
  },
);

test.runIf(inject('cratedbIsReal'))(
  'also when it is written and marked in one batch, again and again',
  async () => {
    await using schema = await openSchema(inject('cratedb'));
    const lines = [11, 13, 15].flatMap((version) => [
      recordMessage('s', { id: 1, o: NESTED, _sdc_sequence: version }),
      recordMessage('s', { id: 1, _sdc_sequence: version + 1, _sdc_deleted_at: '2026-01-02T03:04:05Z' }),
      recordMessage('s', { id: version }),
    ]);
    await loadOneByOne(schema, lines, { hard_delete: false }, 3);
    expect((await rowsById(schema, 's'))['1']).toMatchObject({ o: NESTED, _sdc_sequence: 16 });
  },
);

test.runIf(inject('cratedbIsReal'))('so does one whose table version is raised again and again', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const record = (version: number, sequence: number): object =>
    recordMessage('s', { id: 1, o: NESTED, _sdc_sequence: sequence }, { version });
  const stderr = await loadOneByOne(schema, [record(2, 10), record(3, 5), record(4, 6), record(5, 7)], {});
  expect(stderr).toContain('stale=3');
  expect((await rowsById(schema, 's'))['1']).toMatchObject({ o: NESTED, _sdc_table_version: 5 });
});
