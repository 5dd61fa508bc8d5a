import { columnAt, type Path } from '../catalogue/key.ts';
import type { Table } from '../catalogue/table.ts';
import { quoted } from './identifiers.ts';
import { memberSql } from './subscripts.ts';

/** Begins the names of the checks that columns and members of a key are not NULL. */
export const KEY_CHECK = '~key';

/** A column of the key as it is, or the expression for a member. */
export function keyValueSql(table: Table, path: Path): string {
  const [column = '', ...members] = path;
  const type = columnAt(table, path)?.type;
  if (members.length === 0 || type === undefined) return quoted(column);
  return `(${memberSql(quoted(column), members, type)})`;
}

/** The same as the unique index and ON CONFLICT have it: PostgreSQL indexes long texts only by their hash. */
export function keySql(table: Table, path: Path): string {
  const value = keyValueSql(table, path);
  return isText(table, path) ? `md5(${value})` : value;
}

/** Whether a column of the key is a text. */
export function isText(table: Table, path: Path): boolean {
  const type = columnAt(table, path)?.type;
  return type?.kind === 'scalar' && type.name === 'text';
}
