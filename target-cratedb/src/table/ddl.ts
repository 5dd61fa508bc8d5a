import type { ColumnPath, ColumnType } from '../column/column-type.ts';
import type { Addition } from '../row/undeclared.ts';
import { quoteIdentifier, quoteLiteral, quotePath, quoteTable, type TableName } from '../sql/quote.ts';
import { typeToSql } from '../sql/to-sql.ts';
import type { TableOptions } from './options.ts';

/** What a table is made of. */
export interface TableDefinition {
  /** In their order. */
  readonly columns: ReadonlyMap<string, ColumnType>;
  /** The primary key in its order; none for a table whose rows have no identity. */
  readonly keys: readonly ColumnPath[];
  readonly options: TableOptions;
}

/** CREATE TABLE; key columns are NOT NULL. */
export function createTable(name: TableName, { columns, keys, options }: TableDefinition): string {
  const definitions = [...columns].map(([column, type]) => {
    const notNull = keys.some((key) => key.length === 1 && key[0] === column) ? ' NOT NULL' : '';
    return `${quoteIdentifier(column)} ${typeToSql(type)}${notNull}`;
  });
  if (keys.length > 0) definitions.push(`PRIMARY KEY (${keys.map(quotePath).join(', ')})`);
  const table = `CREATE TABLE IF NOT EXISTS ${quoteTable(name)} (${definitions.join(', ')})`;
  return [table, ...placement(options), ...parameters(options)].join(' ');
}

function placement({ shards, clustered_by, partitioned_by = [] }: TableOptions): string[] {
  const by = clustered_by === undefined ? '' : ` BY (${quoteIdentifier(clustered_by)})`;
  const into = shards === undefined ? '' : ` INTO ${shards} SHARDS`;
  return [
    ...(partitioned_by.length > 0
      ? [`PARTITIONED BY (${partitioned_by.map(quoteIdentifier).join(', ')})`]
      : []),
    ...(by + into === '' ? [] : [`CLUSTERED${by}${into}`]),
  ];
}

function parameters({ replicas, column_policy, with: others = {} }: TableOptions): string[] {
  const all = {
    ...(replicas === undefined ? {} : { number_of_replicas: String(replicas) }),
    ...(column_policy === undefined ? {} : { column_policy }),
    ...others,
  };
  const clauses = Object.entries(all).map(([parameter, value]) => {
    const literal = typeof value === 'string' ? quoteLiteral(value) : String(value);
    return `${quoteIdentifier(parameter)} = ${literal}`;
  });
  return clauses.length > 0 ? [`WITH (${clauses.join(', ')})`] : [];
}

/** One ALTER TABLE that adds columns and members of object columns. */
export function addColumns(name: TableName, additions: readonly Addition[]): string {
  const clauses = additions.map(({ path, type }) => `ADD COLUMN ${quotePath(path)} ${typeToSql(type)}`);
  return `ALTER TABLE ${quoteTable(name)} ${clauses.join(', ')}`;
}
