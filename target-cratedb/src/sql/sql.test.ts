import { expect, test } from 'vitest';
import { arrayType, BIGINT, type ColumnType, objectType, TEXT } from '../column/column-type.ts';
import { addColumns, createTable } from '../table/ddl.ts';
import { deleteByKey, insertFreshRows, insertNewRows, insertRows, selectVersions } from './dml.ts';
import { encodeRowArray } from './row-array.ts';

const name = { schema: 's"; DROP TABLE x; --', table: 't' };
const quoted = '"s""; DROP TABLE x; --"."t"';

test('names never become SQL', () => {
  const columns = new Map<string, ColumnType>([
    ['a"b', TEXT],
    ['o', objectType([['x"', arrayType(BIGINT)]])],
  ]);
  expect(createTable(name, { columns, keys: [['a"b']], options: {} })).toBe(
    `CREATE TABLE IF NOT EXISTS ${quoted} ("a""b" TEXT NOT NULL, "o" OBJECT(DYNAMIC) AS ("x""" ARRAY(BIGINT)), PRIMARY KEY ("a""b"))`,
  );
  expect(addColumns(name, [{ path: ['o', "it's"], type: TEXT }])).toBe(
    `ALTER TABLE ${quoted} ADD COLUMN "o"['it''s'] TEXT`,
  );
  expect(deleteByKey(name, [['a"b'], ['c', "it's"]])).toBe(
    `DELETE FROM ${quoted} WHERE "a""b" = $1 AND "c"['it''s'] = $2`,
  );
  expect(selectVersions({ name, columns: [], keys: [['c']], versioned: true, versionKind: 'bigint' })).toBe(
    `SELECT "c" AS k0, "_sdc_sequence" AS version FROM ${quoted} WHERE "c" = ANY($1)`,
  );
});

test('table options become clauses, quoted', () => {
  const columns = new Map([['day', TEXT]]);
  const options = {
    shards: 6,
    replicas: '0-1',
    partitioned_by: ['day'],
    clustered_by: 'x"',
    column_policy: 'dynamic' as const,
    with: { refresh_interval: 5000, 'a"b': "it's" },
  };
  expect(createTable({ schema: 's', table: 't' }, { columns, keys: [], options })).toBe(
    `CREATE TABLE IF NOT EXISTS "s"."t" ("day" TEXT) PARTITIONED BY ("day") CLUSTERED BY ("x""") INTO 6 SHARDS WITH ("number_of_replicas" = '0-1', "column_policy" = 'dynamic', "refresh_interval" = 5000, "a""b" = 'it''s')`,
  );
});

test('rows without a key are appended, rows with one replace older ones', () => {
  const name = { schema: 's', table: 't' };
  const shape = { name, columns: ['k', "it's"], keys: [], versioned: false, versionKind: undefined };
  const insert = `INSERT INTO "s"."t" ("k", "it's") SELECT r['k'], r['it''s'] FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)`;
  expect(insertRows(shape)).toBe(insert);
  expect(insertNewRows({ ...shape, keys: [['k']] })).toBe(insert);
  expect(insertRows({ ...shape, keys: [['k']] })).toBe(
    `${insert} ON CONFLICT ("k") DO UPDATE SET "it's" = excluded."it's"`,
  );
  const columns = ['k', '_sdc_sequence'];
  expect(insertFreshRows({ ...shape, keys: [['k']], columns, versioned: true })).toContain(
    '"_sdc_sequence" = excluded."_sdc_sequence" / CASE WHEN excluded."_sdc_sequence" < "_sdc_sequence" THEN 0 ELSE 1 END',
  );
  expect(insertRows({ ...shape, keys: [['k']], versioned: true })).toContain(
    `"it's" = CASE WHEN excluded."_sdc_sequence" < "_sdc_sequence" THEN "it's" ELSE excluded."it's" END`,
  );
});

test('a row array is in the binary format of PostgreSQL arrays', () => {
  const buffer = encodeRowArray(['{"a":"ä"}', '{}']);
  const header = [0, 4, 8, 12, 16].map((offset) => buffer.readInt32BE(offset));
  expect(header).toEqual([1, 0, 114, 2, 1]);
  expect(buffer.readInt32BE(20)).toBe(10);
  expect(buffer.toString('utf8', 24, 34)).toBe('{"a":"ä"}');
  expect(buffer.subarray(34)).toEqual(Buffer.from([0, 0, 0, 2, 123, 125]));
});
