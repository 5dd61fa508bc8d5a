import { BIGINT, type ColumnType, TIMESTAMP } from '../column/column-type.ts';
import { DELETED_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';

/**
 * The columns about the row have the types that the target needs, whatever the schema says. `softDeletes`: rows that are
 * deleted stay, with the time of that.
 */
export function withOwnTypes(columns: Map<string, ColumnType>, softDeletes: boolean): void {
  if (columns.has(VERSION_COLUMN)) columns.set(VERSION_COLUMN, BIGINT);
  if (softDeletes || columns.has(DELETED_COLUMN)) columns.set(DELETED_COLUMN, TIMESTAMP);
}

/**
 * What a row cannot do without: its version where it has one, as older records could overwrite newer ones, and the
 * mark of its deletion.
 */
export function requiredOf(columns: ReadonlyMap<string, ColumnType>, softDeletes: boolean): string[] {
  return [...(columns.has(VERSION_COLUMN) ? [VERSION_COLUMN] : []), ...(softDeletes ? [DELETED_COLUMN] : [])];
}
