import { BIGINT, TIMESTAMP } from '../column/column-type.ts';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import { DELETED_COLUMN } from '../column/table-columns.ts';
import type { Database } from '../connection/database.ts';
import { refreshTable } from '../sql/dml.ts';
import { quoteIdentifier, quoteLiteral, quoteTable } from '../sql/quote.ts';
import type { Table } from '../table/table.ts';
import { changeUnchanged, type RowsToChange } from '../table/unchanged-rows.ts';

/**
 * Ends all versions of a table before this one: their rows, and rows of no version, are removed, or marked as deleted.
 * Nothing may be in flight to the table.
 */
export async function activateVersion(
  db: Database,
  table: Table,
  version: number,
  hardDelete: boolean,
): Promise<void> {
  await table.declare([
    { path: [TABLE_VERSION_COLUMN], type: BIGINT },
    ...(hardDelete ? [] : [{ path: [DELETED_COLUMN] as const, type: TIMESTAMP }]),
  ]);
  const column = quoteIdentifier(TABLE_VERSION_COLUMN);
  const older = `(${column} < $1 OR ${column} IS NULL)`;
  const deleted = quoteIdentifier(DELETED_COLUMN);
  const name = quoteTable(table.name);
  const remove = `DELETE FROM ${name}`;
  const mark = `UPDATE ${name} SET ${deleted} = ${quoteLiteral(new Date().toISOString())}`;
  const condition = hardDelete ? older : `${older} AND ${deleted} IS NULL`;
  await change(db, table, { condition, values: [version] }, hardDelete ? remove : mark);
}

/** Rows that another writer renews meanwhile stay as they are; rows without a key are never renewed. */
async function change(
  db: Database,
  { name, shape: { keys } }: Table,
  older: Pick<RowsToChange, 'condition' | 'values'>,
  statement: string,
): Promise<void> {
  if (keys.length > 0) return await changeUnchanged(db, { ...older, name, keys }, statement);
  await db.query(refreshTable(name));
  await db.query(`${statement} WHERE ${older.condition}`, older.values);
}
