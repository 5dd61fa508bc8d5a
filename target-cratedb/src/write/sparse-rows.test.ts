import { expect, test } from 'vitest';
import type { TableShape } from '../sql/dml.ts';
import type { Operation } from './batch.ts';
import { sparseRows } from './sparse-rows.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `c${n}`);

function shapeOf(count: number): TableShape {
  const columns = ['id', 'with_default', ...names(count)];
  const name = { schema: 's', table: 't' };
  return { name, columns, omittable: names(count), keys: [['id']], versioned: false, versionKind: undefined };
}

const rowOf = (columns: readonly string[]): Operation =>
  ({ row: JSON.stringify(Object.fromEntries(columns.map((column) => [column, 1]))) }) as Operation;

test('only the columns are named that a row has, and those whose absence is not NULL', () => {
  const rows = [rowOf(['id', 'c7']), { row: '{"id":2,"c1":null,"__proto__":{"c2":1}}' } as Operation];
  const [all, ...others] = sparseRows(shapeOf(200), rows);
  expect(all).toMatchObject({ operations: rows, sparse: { columns: ['id', 'with_default', 'c1', 'c7'] } });
  expect(others).toEqual([]);
});

test('rows with a column of their own each are divided; all come once, in their order', () => {
  const rows = names(1000).map((name) => rowOf(['id', name]));
  const parts = sparseRows(shapeOf(1000), rows);
  expect(parts.map(({ operations, sparse }) => [operations.length, sparse.columns.length])).toEqual(
    Array.from({ length: 10 }, () => [100, 102]),
  );
  expect(parts.flatMap(({ operations }) => operations)).toEqual(rows);
});

test.each([
  ['a narrow table', shapeOf(20), ['id']],
  ['rows that have most columns', shapeOf(200), names(150)],
])('%s stays as it is', (_, shape, columns) => {
  const rows = Array.from({ length: 300 }, () => rowOf(columns));
  expect(sparseRows(shape, rows)).toEqual([{ operations: rows, sparse: shape }]);
});

test('rows that have the same few columns are one statement', () => {
  const rows = Array.from({ length: 500 }, () => rowOf(names(150)));
  expect(sparseRows(shapeOf(400), rows)).toHaveLength(1);
});
