import type { ReadRow } from './cratedb/read-row.ts';
import { type Difference, diffRow } from './dynamodb/diff-row.ts';
import { type ExpectedRow, expectedRow } from './dynamodb/expected.ts';
import type { Item } from './dynamodb/item.ts';

/**
 * Compares the rows of a table with the items that it should hold, value by value; [] when they are equal. Keys are
 * compared as text, since a numeric key may have become TEXT.
 */
export function compareTable(
  items: readonly Item[],
  rows: readonly ReadRow[],
  keys: readonly string[],
): Difference[] {
  const idOf = (row: ReadRow): string => JSON.stringify(keys.map((key) => String(row[key])));
  const actual = new Map(rows.map((row) => [idOf(row), row]));
  const expected = new Map(items.map(expectedRow).map((row) => [idOf(row), row]));
  const ids = [...new Set([...expected.keys(), ...actual.keys()])];
  const counted =
    rows.length === actual.size ? [] : [{ path: 'rows', expected: actual.size, actual: rows.length }];
  return [...counted, ...ids.flatMap((id) => compareRow(id, expected.get(id), actual.get(id), keys))];
}

function compareRow(
  id: string,
  expected: ExpectedRow | undefined,
  actual: ReadRow | undefined,
  keys: readonly string[],
): Difference[] {
  if (expected === undefined || actual === undefined) return [{ path: id, expected, actual }];
  const differences = diffRow(without(expected, keys), without(actual, keys));
  return differences.map((difference) => ({ ...difference, path: `${id} ${difference.path}` }));
}

function without<Row extends object>(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name))) as Row;
}
