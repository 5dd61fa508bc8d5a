import { expect, test } from 'vitest';
import { arrayType, BIGINT, type ColumnType, objectType, TEXT } from '../column/column-type.ts';
import { addColumns, createTable } from './ddl.ts';
import { deleteByKey, insertRows, selectVersions } from './dml.ts';
import { encodeRowArray } from './row-array.ts';

const name = { schema: 's"; DROP TABLE x; --', table: 't' };
const quoted = '"s""; DROP TABLE x; --"."t"';

test('names never become SQL', () => {
  const columns = new Map<string, ColumnType>([
    ['a"b', TEXT],
    ['o', objectType([['x"', arrayType(BIGINT)]])],
  ]);
  expect(createTable(name, columns, ['a"b'])).toBe(
    `CREATE TABLE IF NOT EXISTS ${quoted} ("a""b" TEXT NOT NULL, "o" OBJECT(DYNAMIC) AS ("x""" ARRAY(BIGINT)), PRIMARY KEY ("a""b"))`,
  );
  expect(addColumns(name, [{ path: ['o', "it's"], type: TEXT }])).toBe(
    `ALTER TABLE ${quoted} ADD COLUMN "o"['it''s'] TEXT`,
  );
  expect(deleteByKey(name, ['a"b', 'c'])).toBe(`DELETE FROM ${quoted} WHERE "a""b" = $1 AND "c" = $2`);
  expect(selectVersions(name, ['c'])).toBe(`SELECT "c", "_sdc_sequence" FROM ${quoted} WHERE "c" = ANY($1)`);
});

test('rows without a key are appended, rows with one replace older ones', () => {
  const shape = { name: { schema: 's', table: 't' }, columns: ['k', "it's"], keys: [], versioned: false };
  const insert = `INSERT INTO "s"."t" ("k", "it's") SELECT r['k'], r['it''s'] FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)`;
  expect(insertRows(shape)).toBe(insert);
  expect(insertRows({ ...shape, keys: ['k'] })).toBe(
    `${insert} ON CONFLICT ("k") DO UPDATE SET "it's" = excluded."it's"`,
  );
  expect(insertRows({ ...shape, keys: ['k'], versioned: true })).toContain(
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
