import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN } from '../support/programs/run.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage, textOf } from './messages.ts';

const SCHEMA = schemaMessage('s', { id: 'string', v: 'integer', o: 'object', _sdc_sequence: 'integer' });

/** The lease would have it wait for the first one. */
const OTHER = { writer_group: 'other' };

const write = (id: string, version: number): object =>
  recordMessage('s', { id, v: version, o: { x: version }, _sdc_sequence: version });

const row = (version: number): object => ({ v: version, o: { x: version }, _sdc_sequence: version });

test.each(['BIGINT', 'DOUBLE PRECISION', 'NUMERIC(20, 2)'])(
  'a row that another process made newer is kept (version of type %s)',
  async (type) => {
    await using schema = await openSchema(inject('cratedb'));
    const table = `"${schema.name}"."s"`;
    await schema.query(
      `CREATE TABLE ${table} ("id" TEXT PRIMARY KEY, "v" BIGINT, "o" OBJECT(DYNAMIC) AS ("x" BIGINT), "_sdc_sequence" ${type}, "_sdc_overflow" OBJECT(IGNORED))`,
    );
    await using target = openProcess(BIN.target, [schema.url], { TARGET_CRATEDB_BATCH_SIZE_ROWS: '3' });
    const seen = async (id: string, version: number): Promise<void> =>
      await expect
        .poll(() => rowsById(schema, 's'), { timeout: 20_000 })
        .toMatchObject({ [id]: row(version) });
    target.write(textOf([SCHEMA, write('a', 1), write('b', 2), write('c', 3)]));
    await seen('c', 3);
    await load(schema, [SCHEMA, write('d', 100), write('e', 10)], OTHER);
    target.write(textOf([write('d', 50), write('e', 51), write('f', 52)]));
    await seen('f', 52);
    // By now existing rows are expected: the statement is another one.
    await load(schema, [SCHEMA, write('a', 200)], OTHER);
    target.write(textOf([write('a', 60), write('e', 61), write('g', 62)]));
    await seen('g', 62);
    const kept = { a: row(200), b: row(2), c: row(3), d: row(100) };
    expect(await rowsById(schema, 's')).toEqual({ ...kept, e: row(61), f: row(52), g: row(62) });
  },
);

test.each(['INTEGER', 'REAL', 'TEXT', 'NUMERIC(16, 1)'])(
  'a table whose version of type %s cannot guard its rows is refused',
  async (type) => {
    await using schema = await openSchema(inject('cratedb'));
    await schema.query(
      `CREATE TABLE "${schema.name}"."s" ("id" TEXT PRIMARY KEY, "v" BIGINT, "_sdc_sequence" ${type})`,
    );
    const later = schemaMessage('s', { id: 'string', v: 'integer' });
    for (const lines of [
      [SCHEMA, write('a', 1)],
      [later, recordMessage('s', { id: 'a', v: 1 }), SCHEMA],
    ]) {
      const outcome = await load(schema, lines);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toMatch(/TABLE_UNSUITABLE: .* has in another type the column _sdc_sequence/);
    }
  },
);

test('versions in nanoseconds guard rows and deletions', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const at = (id: string, version: string, more = ''): string =>
    JSON.stringify(write(id, 0)).replace('"_sdc_sequence":0', `"_sdc_sequence":${version}${more}`);
  const [older, newer] = ['1767323045000000201', '1767323045000009999'];
  const gone = ',"_sdc_deleted_at":"2026-01-02T03:04:05Z"';
  const declared = schemaMessage('s', { id: 'string', v: 'integer', _sdc_sequence: 'integer' });
  const first = await load(schema, [
    declared,
    ...[at('a', newer), at('a', older), at('b', newer), at('b', older, gone), at('c', newer, gone)],
  ]);
  expect(first.code, first.stderr).toBe(0);
  const second = await load(schema, [declared, at('a', older), at('b', older, gone), at('c', older)]);
  expect(second.code, second.stderr).toBe(0);
  const [a, b] = await schema.query(
    `SELECT "id", "_sdc_sequence"::TEXT AS version FROM "${schema.name}"."s" ORDER BY "id"`,
  );
  expect([a, b]).toEqual([
    { id: 'a', version: newer },
    { id: 'b', version: newer },
  ]);
});

test.each([
  ['9223372036854775808', '9223372036854775808'],
  ['1.5', '1.5'],
  ['"5"', 'text of 1 characters'],
])('a version of %s orders nothing and is refused', async (version, shown) => {
  await using schema = await openSchema(inject('cratedb'));
  const line = JSON.stringify(write('a', 0)).replace('"_sdc_sequence":0', `"_sdc_sequence":${version}`);
  const outcome = await load(schema, [SCHEMA, write('b', 2 ** 53 - 1), line], { validate_records: false });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain(`Line 3, stream "s": the version "_sdc_sequence" is ${shown}, `);
  expect(await rowsById(schema, 's')).toEqual({ b: row(2 ** 53 - 1) });
});

test('a late change does not bring its attributes back in the batch of a mark', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const marking = schemaMessage('s', {
    id: 'string',
    v: 'integer',
    _sdc_sequence: 'integer',
    _sdc_deleted_at: 'string',
  });
  const change = (version: number): object =>
    recordMessage('s', { id: 'a', v: version, _sdc_sequence: version });
  const mark = recordMessage('s', { id: 'a', _sdc_sequence: 9, _sdc_deleted_at: '2026-01-02T03:04:05Z' });
  for (const lines of [[change(5)], [change(4), mark]]) {
    const outcome = await load(schema, [marking, ...lines], { hard_delete: false });
    expect(outcome.code, outcome.stderr).toBe(0);
  }
  expect(await rowsById(schema, 's')).toMatchObject({ a: { v: 5, _sdc_sequence: 9 } });
});
