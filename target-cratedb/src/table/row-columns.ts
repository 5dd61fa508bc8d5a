import { BIGINT, type ColumnType, TEXT, TIMESTAMP } from '../column/column-type.ts';
import { DELETED_COLUMN, ORDER_COLUMN, TOMBSTONE_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import type { DeleteMode } from './delete-mode.ts';

/**
 * The columns about the row have the types that the target needs, whatever the schema says. Where
 * deletions stay in the table, it has the time of each; of tombstones, which expire, when they were written.
 */
export function withOwnTypes(columns: Map<string, ColumnType>, deleteMode: DeleteMode): void {
  if (columns.has(VERSION_COLUMN)) columns.set(VERSION_COLUMN, BIGINT);
  if (columns.has(ORDER_COLUMN)) columns.set(ORDER_COLUMN, TEXT);
  if (deleteMode !== 'remove' || columns.has(DELETED_COLUMN)) columns.set(DELETED_COLUMN, TIMESTAMP);
  if (deleteMode === 'tombstone') columns.set(TOMBSTONE_COLUMN, TIMESTAMP);
}

/**
 * What a row cannot do without: its version where it has one, as older records could overwrite newer ones, and the
 * mark of its deletion.
 */
export function requiredOf(columns: ReadonlyMap<string, ColumnType>, deleteMode: DeleteMode): string[] {
  const ofDeletions = { remove: [], mark: [DELETED_COLUMN], tombstone: [DELETED_COLUMN, TOMBSTONE_COLUMN] };
  const ofVersions = [VERSION_COLUMN, ORDER_COLUMN].filter((column) => columns.has(column));
  return [...ofVersions, ...ofDeletions[deleteMode]];
}
