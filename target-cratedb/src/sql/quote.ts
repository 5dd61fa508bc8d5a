import type { ColumnPath } from '../column/column-type.ts';

/** With quotes this would be a type of PostgreSQL's to CrateDB's parser; an existing table may have such a column. */
const KEPT_BARE = 'char';

/** Quotes a name as an SQL identifier, whatever it holds. */
export function quoteIdentifier(name: string): string {
  return name === KEPT_BARE ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Quotes text as an SQL string literal, whatever it holds. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column or a member of an object column: `"pk"['id']`. */
export function quotePath([column, ...members]: ColumnPath): string {
  return quoteIdentifier(column) + members.map((member) => `[${quoteLiteral(member)}]`).join('');
}

/** A table, by schema and name. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

/** The quoted, qualified name of a table. */
export function quoteTable({ schema, table }: TableName): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
}

/** Reads `SCHEMA.TABLE`, or `TABLE` in this schema. CrateDB has no dots in either name. */
export function parseTableName(text: string, schema: string): TableName {
  const [first = '', second] = text.split('.', 2);
  return second === undefined ? { schema, table: first } : { schema: first, table: second };
}
