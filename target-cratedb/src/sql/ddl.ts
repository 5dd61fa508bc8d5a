import type { ColumnType } from '../column/column-type.ts';
import { typeToSql } from '../column/to-sql.ts';
import type { Addition } from '../row/undeclared.ts';
import { quoteIdentifier, quoteLiteral, quoteTable, type TableName } from './quote.ts';

/** CREATE TABLE with its columns in order; key columns are NOT NULL and the primary key in the order given. */
export function createTable(
  name: TableName,
  columns: ReadonlyMap<string, ColumnType>,
  keys: readonly string[],
): string {
  const definitions = [...columns].map(([column, type]) => {
    const notNull = keys.includes(column) ? ' NOT NULL' : '';
    return `${quoteIdentifier(column)} ${typeToSql(type)}${notNull}`;
  });
  if (keys.length > 0) definitions.push(`PRIMARY KEY (${keys.map(quoteIdentifier).join(', ')})`);
  return `CREATE TABLE IF NOT EXISTS ${quoteTable(name)} (${definitions.join(', ')})`;
}

/** One ALTER TABLE that adds columns and members of object columns. */
export function addColumns(name: TableName, additions: readonly Addition[]): string {
  const clauses = additions.map(({ path: [column, ...members], type }) => {
    const subscripts = members.map((member) => `[${quoteLiteral(member)}]`).join('');
    return `ADD COLUMN ${quoteIdentifier(column)}${subscripts} ${typeToSql(type)}`;
  });
  return `ALTER TABLE ${quoteTable(name)} ${clauses.join(', ')}`;
}
