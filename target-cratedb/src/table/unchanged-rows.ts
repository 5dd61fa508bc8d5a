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
}

/** Rows that are changed in one go: some megabytes of keys. */
const ROWS_AT_ONCE = 10_000;

/**
 * Runs a statement (a DELETE or an UPDATE without its WHERE) on the rows that meet a condition, on each only if nothing
 * has changed it since it was found. With the condition itself the statement would not look again: it also hits rows
 * that an upsert has just renewed (CrateDB 6.4).
 */
export async function changeUnchanged(db: Database, rows: RowsToChange, statement: string): Promise<void> {
  const { name, keys, condition, values } = rows;
  const select = selectRows(name, keys, condition, ROWS_AT_ONCE);
  const change = `${statement} WHERE ${isSameRow(keys)}`;
  for (let isMore = true; isMore; ) {
    await db.query(refreshTable(name));
    const { rows: found } = await db.query(select, values);
    if (found.length === 0) return;
    const changed = await db.queryEach(change, found.map(textsOf));
    isMore = found.length === ROWS_AT_ONCE && changed > 0;
  }
}

/** The columns of a row, in their order, as texts that CrateDB reads as the same values. */
function textsOf(row: Readonly<Record<string, unknown>>): string[] {
  return Object.values(row).map((value) => (value instanceof Date ? value.toISOString() : String(value)));
}
