import { objectWithin, type ScalarType } from '../types/column-type.ts';
import { crateName } from '../types/type-names.ts';
import { isNullable } from './key.ts';
import { type Field, fieldName, fieldsOf, type Table, tableName } from './table.ts';

type Row = Readonly<Record<string, unknown>>;

/** The rows of the information_schema tables that describe one table, by the names of those tables. */
export function describe(table: Table): Readonly<Record<string, readonly Row[]>> {
  const of = { table_catalog: 'crate', table_schema: table.schema, table_name: table.name };
  const constraint = { ...of, constraint_catalog: 'crate', constraint_schema: table.schema };
  return {
    tables: [{ ...of, ...describeTable(table) }],
    columns: fieldsOf(table).map((field) => ({ ...of, ...describeField(table, field) })),
    key_column_usage: table.primaryKey.map(([column_name], index) => ({
      ...constraint,
      constraint_name: `${table.name}_pkey`,
      column_name,
      ordinal_position: index + 1,
    })),
    table_constraints: constraintsOf(table).map((each) => ({ ...constraint, ...each })),
  };
}

function describeTable(table: Table): Row {
  return {
    table_type: 'BASE TABLE',
    clustered_by: table.clusteredBy.join('.'),
    number_of_shards: table.shards,
    number_of_replicas: table.options.get('number_of_replicas'),
    partitioned_by: table.partitionedBy.length > 0 ? table.partitionedBy : null,
    column_policy: table.options.get('column_policy'),
    closed: false,
    settings: { mapping: { total_fields: { limit: 1000 } } },
  };
}

function describeField(table: Table, { column, path, definition }: Field): Row {
  const { type, ordinal } = definition;
  const policy = objectWithin(type)?.policy ?? 'strict';
  return {
    column_name: fieldName(column, path),
    ordinal_position: ordinal,
    data_type: crateName(type),
    udt_name: crateName(type),
    udt_catalog: 'crate',
    is_nullable: isNullable(table, [column, ...path], definition) ? 'YES' : 'NO',
    is_generated: 'NEVER',
    is_identity: false,
    column_details: { name: column, path, oid: ordinal, policy },
    ...(type.kind === 'scalar' ? precisionOf(type) : {}),
  };
}

const BINARY_DIGITS: Partial<Record<ScalarType['name'], number>> = {
  bigint: 64,
  integer: 32,
  smallint: 16,
  byte: 8,
  'double precision': 53,
  real: 24,
};

/** CrateDB 6.4 shows the precision of a NUMERIC, but not its scale. */
function precisionOf({ name, precision, length }: ScalarType): Row {
  if (name === 'numeric') return { numeric_precision: precision };
  if (name === 'text') return { character_maximum_length: length };
  if (name === 'timestamp with time zone') return { datetime_precision: 3 };
  const digits = BINARY_DIGITS[name];
  return digits === undefined ? {} : { numeric_precision: digits, numeric_precision_radix: 2 };
}

function constraintsOf(table: Table): Row[] {
  const fixed = { is_deferrable: 'NO', initially_deferred: 'NO' };
  const key = { ...fixed, constraint_name: `${table.name}_pkey`, constraint_type: 'PRIMARY KEY' };
  const notNull = [...table.columns.values()].filter((column) => !isNullable(table, [column.name], column));
  const prefix = tableName(table).replace('.', '_');
  const checks = notNull.map(({ name }) => ({
    ...fixed,
    constraint_name: `${prefix}_${name}_not_null`,
    constraint_type: 'CHECK',
  }));
  return table.primaryKey.length > 0 ? [key, ...checks] : checks;
}
