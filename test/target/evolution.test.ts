import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, rowsById, statesIn } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf } from './messages.ts';

test('a property that changes its type loses no row, and keeps the order of the records', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const before = schemaMessage('s', { id: 'integer', v: 'integer', _sdc_sequence: 'integer' });
  const after = schemaMessage('s', {
    id: 'integer',
    v: 'string',
    _sdc_sequence: 'integer',
    fresh: 'boolean',
  });
  const outcome = await load(schema, [
    before,
    recordMessage('s', { id: 1, v: 1, _sdc_sequence: 1 }),
    recordMessage('s', { id: 2, v: 2, _sdc_sequence: 1 }),
    after,
    recordMessage('s', { id: 1, v: 'one', fresh: true, _sdc_sequence: 2 }),
    before,
    recordMessage('s', { id: 2, v: 3, _sdc_sequence: 3 }),
    after,
    recordMessage('s', { id: 2, v: 'late', _sdc_sequence: 2 }),
    stateMessage(1),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(statesIn(outcome)).toEqual([stateOf(1)]);
  expect(await rowsById(schema, 's')).toEqual({
    '1': { v: 'one', fresh: true, _sdc_sequence: 2 },
    '2': { v: 3, _sdc_sequence: 3 },
  });
});

test('an overflow that a newer record does not need any more is gone', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const typed = schemaMessage('s', { id: 'integer', v: { type: ['integer', 'string'] } });
  await load(schema, [typed, recordMessage('s', { id: 1, v: 'x' }), recordMessage('s', { id: 2, v: 5 })]);
  await load(schema, [typed, recordMessage('s', { id: 1, v: 5 }), recordMessage('s', { id: 2, v: 'y' })]);
  expect(await rowsById(schema, 's')).toEqual({ '1': { v: 5 }, '2': { v: 'y' } });
});

test('two processes that add the same columns at the same time both succeed', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await load(schema, [schemaMessage('s', { id: 'integer' })]);
  const part = (from: number): object[] =>
    Array.from({ length: 12 }, (_, n) =>
      recordMessage('s', { id: from + n, [`c${n}`]: n, o: { [`m${n}`]: { x: n } } }),
    );
  const outcomes = await Promise.all(
    [0, 100].map((from) =>
      load(schema, [schemaMessage('s', { id: 'integer' }), ...part(from)], { batch_size_rows: 1 }),
    ),
  );
  expect(outcomes.map(({ code, stderr }) => [code, code === 0 ? '' : stderr])).toEqual([
    [0, ''],
    [0, ''],
  ]);
  const rows = await rowsById(schema, 's');
  expect(Object.keys(rows)).toHaveLength(24);
  expect(rows['5']).toEqual({ c5: 5, o: { m5: { x: 5 } } });
  expect(rows['111']).toEqual({ c11: 11, o: { m11: { x: 11 } } });
});

test.runIf(inject('cratedbIsReal'))('beyond the limit of columns, attributes overflow', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const options = { '*': { with: { 'mapping.total_fields.limit': 12 } } };
  const records = Array.from({ length: 20 }, (_, n) =>
    recordMessage('s', { id: n, [`c${n}`]: n, o: { [`m${n}`]: n } }),
  );
  const outcome = await load(
    schema,
    [schemaMessage('s', { id: 'integer', _sdc_sequence: 'integer' }), ...records],
    {
      table_options: options,
    },
  );
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toMatch(/accepts no more columns/);
  const rows = await rowsById(schema, 's');
  for (let n = 0; n < 20; n += 1) expect(rows[String(n)]).toEqual({ [`c${n}`]: n, o: { [`m${n}`]: n } });
});

test.runIf(inject('cratedbIsReal'))('a SCHEMA of more columns than a table may have', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const names = Array.from({ length: 1100 }, (_, n) => `c${n}`);
  const members = Object.fromEntries(names.map((name) => [name, { type: 'integer' }]));
  const values = Object.fromEntries(names.map((name, n) => [name, n]));
  const outcome = await load(schema, [
    schemaMessage('wide', { id: 'integer', ...members }),
    recordMessage('wide', { id: 1, ...values }),
    schemaMessage('deep', { id: 'integer', o: { type: 'object', properties: members }, last: 'integer' }),
    recordMessage('deep', { id: 1, o: values, last: 1 }),
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr.match(/accepts no more columns/g)).toHaveLength(2);
  expect(await rowsById(schema, 'wide')).toEqual({ 1: values });
  expect(await rowsById(schema, 'deep')).toEqual({ 1: { o: values, last: 1 } });
});

test.runIf(inject('cratedbIsReal'))(
  'a table that cannot have the overflow column is not written to',
  async () => {
    await using schema = await openSchema(inject('cratedb'));
    await schema.query(
      `CREATE TABLE "${schema.name}"."s" ("id" BIGINT PRIMARY KEY) WITH ("mapping.total_fields.limit" = 1)`,
    );
    const outcome = await load(schema, [
      schemaMessage('s', { id: 'integer' }),
      recordMessage('s', { id: 1 }),
    ]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('TABLE_UNSUITABLE');
  },
);

test('a table whose key is in another order is the same table', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(
    `CREATE TABLE "${schema.name}"."s" ("b" TEXT NOT NULL, "a" TEXT NOT NULL, PRIMARY KEY ("b", "a"))`,
  );
  const typed = schemaMessage(
    's',
    { a: 'string', b: 'string', v: 'integer', _sdc_sequence: 'integer', _sdc_deleted_at: 'string' },
    ['a', 'b'],
  );
  const record = (a: string, b: string, version: number, rest = {}): object =>
    recordMessage('s', { a, b, v: version, _sdc_sequence: version, ...rest });
  await load(schema, [typed, record('x', 'y', 5), record('p', 'q', 5)]);
  const gone = { _sdc_deleted_at: '2026-01-02T03:04:05Z' };
  const outcome = await load(schema, [typed, record('x', 'y', 4), record('p', 'q', 6, gone)]);
  expect(outcome.stderr).toContain('stale=1');
  const rows = await schema.rows('s');
  expect(rows.map(({ a, b, v }) => [a, b, Number(v)])).toEqual([['x', 'y', 5]]);
});
