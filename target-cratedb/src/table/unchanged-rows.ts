import type { ColumnPath } from '../column/column-type.ts';
import type { Database } from '../connection/database.ts';
import { isSameRow, refreshTable, selectRows } from '../sql/dml.ts';
import type { TableName } from '../sql/quote.ts';

/** Rows of a table that meet a condition, which they do not meet any more once they are changed. */
export interface RowsToChange {
  readonly name: TableName;
  readonly keys: readonly ColumnPath[];
  readonly condition: string;
  /** The parameters of the condition. */
  readonly values: readonly unknown[];
  /** Further columns that `before` wants to see, as a0, a1, … */
  readonly also?: readonly string[];
}

/** Rows that are changed in one go: some megabytes of keys. */
const ROWS_AT_ONCE = 10_000;

/**
 * Runs a statement (a DELETE or an UPDATE without its WHERE) on the rows that meet a condition, on each only if nothing
 * has changed it since it was found. With the condition itself the statement would not look again: it also hits rows
 * that an upsert has just renewed (CrateDB 6.4). `before` sees the rows first.
 */
export async function changeUnchanged(
  db: Database,
  rows: RowsToChange,
  statement: string,
  before?: (rows: readonly Readonly<Record<string, unknown>>[]) => Promise<void>,
): Promise<void> {
  const { name, keys, condition, values, also } = rows;
  const select = selectRows(name, keys, condition, ROWS_AT_ONCE, also);
  const change = `${statement} WHERE ${isSameRow(keys)}`;
  for (let isMore = true; isMore; ) {
    await db.query(refreshTable(name));
    const { rows: found } = await db.query(select, values);
    if (found.length === 0) return;
    await before?.(found);
    const changed = await db.queryEach(change, found.map(conditionOf));
    isMore = found.length === ROWS_AT_ONCE && changed > 0;
  }
}

/** What identifies a row and its state, as texts that CrateDB reads as the same values. */
function conditionOf(row: Readonly<Record<string, unknown>>): string[] {
  const identifying = Object.entries(row).filter(([column]) => !/^a\d/.test(column));
  return identifying
    .map(([, value]) => value)
    .map((value) => (value instanceof Date ? value.toISOString() : String(value)));
}
