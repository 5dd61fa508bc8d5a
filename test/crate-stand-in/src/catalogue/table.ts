import { type Column, objectWithin } from '../types/column-type.ts';

/** A table as information_schema describes it. `columns` are in the order of their ordinals. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  readonly columns: Map<string, Column>;
  /** The key's columns in its order, each by the names that lead to it. */
  readonly primaryKey: readonly (readonly string[])[];
  /** `_id` when rows are spread by themselves. */
  readonly clusteredBy: readonly string[];
  readonly shards: number;
  readonly partitionedBy: readonly string[];
  /** Neither read nor written, until it is opened. */
  readonly isClosed: boolean;
  /** What WITH and SET have said, by name. */
  readonly options: ReadonlyMap<string, string>;
  /** The last ordinal; those of dropped columns are not used again. */
  readonly lastOrdinal: number;
}

/** A column or a member, with the path that leads to it within its column. */
export interface Field {
  readonly column: string;
  readonly path: readonly string[];
  readonly definition: Column;
}

/** Every column and every member of a table, by ordinal. */
export function fieldsOf(table: Table): Field[] {
  const fields = [...table.columns.values()].flatMap((column) => fieldsWithin(column.name, [], column));
  return fields.sort((a, b) => a.definition.ordinal - b.definition.ordinal);
}

function fieldsWithin(column: string, path: readonly string[], definition: Column): Field[] {
  const members = [...(objectWithin(definition.type)?.members.values() ?? [])];
  return [
    { column, path, definition },
    ...members.flatMap((member) => fieldsWithin(column, [...path, member.name], member)),
  ];
}

/** How CrateDB writes a column or member: `o['a']['b']`. */
export function fieldName(column: string, path: readonly string[]): string {
  return column + path.map((key) => `['${key}']`).join('');
}

/** `schema.table`, as error messages have it. */
export function tableName(table: Pick<Table, 'schema' | 'name'>): string {
  return `${table.schema}.${table.name}`;
}

/** An independent copy, to change while the original stays valid until the change has succeeded. */
export function copyOf(table: Table): Table {
  return structuredClone(table);
}
