import { columnAt, type Path } from '../catalogue/key.ts';
import type { Table } from '../catalogue/table.ts';
import { quoted } from './identifiers.ts';
import { memberSql } from './subscripts.ts';

/** Begins the names of the checks that members of a key are not NULL. */
export const KEY_CHECK = '~key';

/** A column of the key, or the expression for a member, as PostgreSQL's unique index and ON CONFLICT have it. */
export function keySql(table: Table, path: Path): string {
  const [column = '', ...members] = path;
  const type = columnAt(table, path)?.type;
  return members.length === 0 || type === undefined
    ? quoted(column)
    : `(${memberSql(quoted(column), members, type)})`;
}
