import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { load, plain, rowsById } from './load.ts';
import { recordMessage, schemaMessage } from './messages.ts';

test('attributes of every name arrive, and those that are renamed are logged once', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const names = [
    'a.b',
    'a[0]',
    '_id',
    '_score',
    'two\nlines',
    'nul\0name',
    'a%2Eb',
    'select',
    'Case',
    'case',
    'quo"te',
    ' blank ',
    'ünï',
    '__proto__',
    'constructor',
    '',
    'x'.repeat(300),
  ];
  const attributes = Object.fromEntries(names.map((name, n) => [name, n]));
  const record = JSON.parse(`{"id":1,${JSON.stringify(attributes).slice(1)}`);
  const typed = schemaMessage('s', { id: 'integer', 'a.b': 'integer', _id: 'integer' });
  const message = JSON.stringify(recordMessage('s', {})).replace('{}', JSON.stringify(record));
  const proto = message.replace('"constructor"', '"__proto__":13,"constructor"');
  const outcome = await load(schema, [typed, proto, proto.replace('"id":1', '"id":2')]);
  expect(outcome.code, outcome.stderr).toBe(0);
  const rows = await rowsById(schema, 's');
  for (const id of ['1', '2']) {
    const row = rows[id] as Record<string, unknown>;
    for (const name of names.filter((one) => one !== '__proto__'))
      expect([name.slice(0, 20), row[name]]).toEqual([name.slice(0, 20), names.indexOf(name)]);
    expect(Object.getOwnPropertyDescriptor(row, '__proto__')?.value).toBe(13);
  }
  expect(
    outcome.stderr.match(/"a\.b" cannot name a column; it is stored in the column "a%2Eb"/g),
  ).toHaveLength(1);
  expect(outcome.stderr).toContain('cannot name a column; it goes to _sdc_overflow');
});

test("a stream may have the name of one of the target's own tables", async () => {
  await using schema = await openSchema(inject('cratedb'));
  const lines = [
    schemaMessage('_sdc_tombstones', { id: 'integer' }),
    recordMessage('_sdc_tombstones', { id: 1 }),
  ];
  const outcome = await load(schema, lines);
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(Object.keys(await rowsById(schema, '%5Fsdc_tombstones'))).toEqual(['1']);
});

/** What CrateDB's parser takes for a type of PostgreSQL's, in quotes too, whatever its case. */
const TYPE_NAMES = ['char', 'CHAR', 'Char'];

test('attributes, keys and members may have the name of the type "char", in any case', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const values = Object.fromEntries(TYPE_NAMES.map((name, n) => [name, n]));
  const row = { id: 1, ...values, o: values, nested: { deep: values }, array: [values] };
  const object = {
    type: 'object',
    properties: Object.fromEntries(TYPE_NAMES.map((n) => [n, { type: 'integer' }])),
  };
  const typed = schemaMessage('s', {
    id: 'integer',
    ...object.properties,
    o: object,
    array: { type: 'array', items: object },
  });
  const untyped = schemaMessage('u', { id: 'integer' });
  const again = { ...row, char: 7, o: { ...values, CHAR: 8 } };
  const records = ['s', 'u'].flatMap((stream) => [row, again].map((one) => recordMessage(stream, one)));
  const outcome = await load(schema, [typed, untyped, ...records], { batch_size_rows: 1 });
  expect(outcome.code, outcome.stderr).toBe(0);
  const { id: _, ...expected } = again;
  expect(await rowsById(schema, 's')).toEqual({ 1: expected });
  expect(await rowsById(schema, 'u')).toEqual({ 1: expected });
  const junk = `SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND column_name LIKE '%"%'`;
  expect(await schema.query(junk, [schema.name])).toEqual([]);
});

test('streams and keys may have any name that CrateDB reserves', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const names = [...TYPE_NAMES, '_all', '_ALL', '-x', '+x', 'select', '_tombstone'];
  const lines = names.flatMap((name) => [
    schemaMessage(name, { [name]: 'string', _sdc_sequence: 'integer' }, [name]),
    ...['a', 'b'].map((key, n) => recordMessage(name, { [name]: key, _sdc_sequence: n })),
    recordMessage(name, { [name]: 'b', _sdc_sequence: 9, _sdc_deleted_at: '2026-01-02T03:04:05Z' }),
  ]);
  const settings = { batch_size_rows: 1, table_options: { '*': { shards: 1 } } };
  const outcome = await load(schema, lines, settings);
  expect(outcome.code, outcome.stderr).toBe(0);
  const sql = 'SELECT table_name FROM information_schema.tables WHERE table_schema = $1';
  const tables = (await schema.query(sql, [schema.name])).map(({ table_name }) => String(table_name));
  const decoded = tables.map((table) => decodeURIComponent(table));
  expect(decoded.toSorted()).toEqual([...names, '_sdc_leases', '_sdc_tombstones'].toSorted());
  for (const [index, name] of decoded.entries()) {
    const rows = /^_sdc_(?:leases|tombstones)$/.test(name) ? [] : await schema.rows(tables[index] ?? '');
    for (const row of rows) expect(plain(row)).toEqual({ [name]: 'a', _sdc_sequence: 0 });
  }
});

test('a column of an existing table may be called char', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await schema.query(`CREATE TABLE "${schema.name}"."s" ("id" BIGINT PRIMARY KEY, char TEXT, "v" BIGINT)`);
  await schema.query(`INSERT INTO "${schema.name}"."s" ("id", char) VALUES (1, 'x')`);
  await schema.query(`REFRESH TABLE "${schema.name}"."s"`);
  const outcome = await load(
    schema,
    [
      schemaMessage('s', { id: 'integer', v: 'integer' }),
      recordMessage('s', { id: 2, v: 1 }),
      recordMessage('s', { id: 2, v: 2 }),
      recordMessage('s', { id: 'two', v: 3 }),
    ],
    { batch_size_rows: 1, validate_records: false },
  );
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await rowsById(schema, 's')).toEqual({ 1: { char: 'x' }, 2: { v: 2 }, two: { v: 3 } });
});
