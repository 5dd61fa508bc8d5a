import { isJsonObject, type SchemaMessage } from '@cdc-relay/singer';
import { BIGINT, type ColumnType, FREE, TEXT, TIMESTAMP } from '../column/column-type.ts';
import { typeFromSchema } from '../column/from-schema.ts';
import { columnName } from '../column/names.ts';
import { DELETED_COLUMN, OVERFLOW_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import type { Addition, ColumnPath } from '../row/undeclared.ts';

/** What a stream's SCHEMA asks of its table. */
export interface TablePlan {
  /** Columns with their types, the key's first. */
  readonly columns: ReadonlyMap<string, ColumnType>;
  /** Key columns in the order of key_properties. */
  readonly keys: readonly string[];
}

/** Plans the table of a stream. Properties whose type the schema does not tell get their column from the values. */
export function planTable(message: SchemaMessage): TablePlan {
  const properties = isJsonObject(message.schema.properties) ? message.schema.properties : {};
  const columns = new Map<string, ColumnType>();
  const keys: string[] = [];
  for (const property of message.key_properties) {
    const name = columnName(property) ?? property;
    keys.push(name);
    columns.set(name, keyType(typeFromSchema(properties[property])));
  }
  for (const [property, schema] of Object.entries(properties)) {
    const name = columnName(property);
    const type = typeFromSchema(schema);
    if (name !== undefined && type !== undefined && !columns.has(name)) columns.set(name, type);
  }
  if (columns.has(VERSION_COLUMN)) columns.set(VERSION_COLUMN, BIGINT);
  if (columns.has(DELETED_COLUMN)) columns.set(DELETED_COLUMN, TIMESTAMP);
  columns.set(OVERFLOW_COLUMN, FREE);
  return { columns, keys };
}

/** Keys must be exact: numbers with fractions are kept as text, since a double rounds. */
function keyType(type: ColumnType | undefined): ColumnType {
  return type === undefined || type.kind === 'double' ? TEXT : type;
}

/** What a table lacks of the wanted columns, nested members included. Differing types are left as they are. */
export function missingColumns(
  wanted: ReadonlyMap<string, ColumnType>,
  actual: ReadonlyMap<string, ColumnType>,
): Addition[] {
  return missingUnder(undefined, wanted, actual);
}

function missingUnder(
  parent: ColumnPath | undefined,
  wanted: ReadonlyMap<string, ColumnType>,
  actual: ReadonlyMap<string, ColumnType>,
): Addition[] {
  return [...wanted].flatMap(([name, type]) => {
    const path: ColumnPath = parent === undefined ? [name] : [...parent, name];
    const present = actual.get(name);
    return present === undefined ? [{ path, type }] : missingMembers(path, type, present);
  });
}

function missingMembers(path: ColumnPath, wanted: ColumnType, actual: ColumnType): Addition[] {
  if (wanted.kind === 'object' && actual.kind === 'object')
    return missingUnder(path, wanted.members, actual.members);
  if (wanted.kind === 'array' && actual.kind === 'array') return missingMembers(path, wanted.of, actual.of);
  return [];
}
