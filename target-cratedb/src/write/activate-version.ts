import type { ActivateVersionMessage } from '@cdc-relay/singer';
import { BIGINT, TIMESTAMP } from '../column/column-type.ts';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import { DELETED_COLUMN, TOMBSTONE_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import type { Database } from '../connection/database.ts';
import { refreshTable, type TableShape } from '../sql/dml.ts';
import { quoteIdentifier, quoteLiteral, quoteTable } from '../sql/quote.ts';
import type { DeleteMode } from '../table/delete-mode.ts';
import type { Table } from '../table/table.ts';
import { changeUnchanged, type RowsToChange } from '../table/unchanged-rows.ts';

/** The version of a table that is whole now, and as of when. */
type Activation = Pick<ActivateVersionMessage, 'version' | 'sequence'>;

/**
 * Ends all versions of a table before this one: their rows, and rows of no version, become deletions as the mode says.
 * Nothing may be in flight to the table.
 */
export async function activateVersion(
  db: Database,
  table: Table,
  activation: Activation,
  deleteMode: DeleteMode,
): Promise<void> {
  await table.declare([
    { path: [TABLE_VERSION_COLUMN], type: BIGINT },
    ...columnsOf(deleteMode).map((column) => ({ path: [column] as const, type: TIMESTAMP })),
  ]);
  const live = `${quoteIdentifier(DELETED_COLUMN)} IS NULL`;
  const { condition: older, values } = olderRows(table.shape, activation);
  const condition = deleteMode === 'remove' ? older : `${older} AND ${live}`;
  await change(db, table, { condition, values }, deletion(table, deleteMode));
}

/** The condition on rows that the version ends. */
function olderRows(
  { versioned }: TableShape,
  { version, sequence }: Activation,
): Pick<RowsToChange, 'condition' | 'values'> {
  const column = quoteIdentifier(TABLE_VERSION_COLUMN);
  const condition = `(${column} < $1 OR ${column} IS NULL)`;
  if (!versioned || sequence === undefined) return { condition, values: [version] };
  const row = quoteIdentifier(VERSION_COLUMN);
  return { condition: `${condition} AND (${row} <= $2 OR ${row} IS NULL)`, values: [version, sequence] };
}

/** The columns that a deletion of this mode has a time in. */
function columnsOf(deleteMode: DeleteMode): string[] {
  return { remove: [], mark: [DELETED_COLUMN], tombstone: [DELETED_COLUMN, TOMBSTONE_COLUMN] }[deleteMode];
}

/** The beginning of a statement that turns rows into deletions. */
function deletion({ name, shape }: Table, deleteMode: DeleteMode): string {
  if (deleteMode === 'remove') return `DELETE FROM ${quoteTable(name)}`;
  const now = quoteLiteral(new Date().toISOString());
  const times = columnsOf(deleteMode);
  const cleared = deleteMode === 'tombstone' ? attributesOf(shape).filter((c) => !times.includes(c)) : [];
  const assignments = [...times.map((c) => [c, now]), ...cleared.map((c) => [c, 'NULL'])];
  return `UPDATE ${quoteTable(name)} SET ${assignments.map(([c = '', value]) => `${quoteIdentifier(c)} = ${value}`).join(', ')}`;
}

/** What a tombstone keeps nothing of. */
function attributesOf({ columns, keys }: TableShape): string[] {
  const kept = new Set([...keys.map(([column]) => column), VERSION_COLUMN, TABLE_VERSION_COLUMN]);
  return columns.filter((column) => !kept.has(column));
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
