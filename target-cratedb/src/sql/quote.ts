/** Quotes a name as an SQL identifier, whatever it holds. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes text as an SQL string literal, whatever it holds. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
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
