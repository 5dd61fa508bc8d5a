import { BIGINT, TIMESTAMP } from '../column/column-type.ts';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import { DELETED_COLUMN } from '../column/table-columns.ts';
import { refreshTable } from '../sql/dml.ts';
import { quoteIdentifier, quoteTable } from '../sql/quote.ts';
import type { Database } from './database.ts';
import type { Table } from './table.ts';

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
  const remove = `DELETE FROM ${name} WHERE ${older}`;
  const mark = `UPDATE ${name} SET ${deleted} = $2 WHERE ${older} AND ${deleted} IS NULL`;
  await db.query(refreshTable(table.name));
  if (hardDelete) await db.query(remove, [version]);
  else await db.query(mark, [version, new Date().toISOString()]);
}
