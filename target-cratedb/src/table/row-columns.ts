import { BIGINT, type ColumnType, TEXT, TIMESTAMP } from '../column/column-type.ts';
import { DELETED_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';

/** The columns about the row have the types that the target needs, whatever the schema says. */
export function withOwnTypes(columns: Map<string, ColumnType>): void {
  if (columns.has(VERSION_COLUMN)) columns.set(VERSION_COLUMN, BIGINT);
  if (columns.has(DELETED_COLUMN)) columns.set(DELETED_COLUMN, TIMESTAMP);
}

/** The version column where rows have one: without it, older records could overwrite newer ones. */
export function versionOf(columns: ReadonlyMap<string, ColumnType>): string[] {
  return columns.has(VERSION_COLUMN) ? [VERSION_COLUMN] : [];
}

/** Keys must be exact and indexed: numbers with fractions are kept as text, since a double rounds. */
export function keyType(type: ColumnType | undefined): ColumnType {
  return type === undefined || type.kind === 'double' || type.kind === 'text' ? TEXT : type;
}
