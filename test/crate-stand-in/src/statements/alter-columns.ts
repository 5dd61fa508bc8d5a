import { checkColumnName } from '../catalogue/check-names.ts';
import { isKeyColumn, type Path } from '../catalogue/key.ts';
import type { Table } from '../catalogue/table.ts';
import { CrateError, INTERNAL, unknownColumn, unsupported } from '../errors/crate-error.ts';
import { memberPath, nameParts } from '../grammar/names.ts';
import { childOf, childrenOf, hasKeyword, type Node } from '../grammar/tree.ts';
import { quoted, quotedTable } from '../rewrite/identifiers.ts';
import type { Change } from './alter.ts';

/** ALTER TABLE … DROP COLUMN [IF EXISTS], of top-level columns that are not part of the key. */
export function dropColumns(statement: Node, table: Table): Change {
  const actions = childrenOf(statement, 'DropColumnDefinition').flatMap((each) => dropColumn(each, table));
  return { table, sql: actions.map((action) => `ALTER TABLE ${quotedTable(table)} ${action};`).join('') };
}

function dropColumn(definition: Node, table: Table): string[] {
  const name = topLevelName(childOf(definition, 'SubscriptSafe'));
  if (isKeyColumn(table, name)) {
    throw new CrateError(
      INTERNAL,
      `Dropping column: ${name} which is part of the PRIMARY KEY is not allowed`,
    );
  }
  if (table.columns.delete(name)) return [`DROP COLUMN ${quoted(name)}`];
  if (hasKeyword(definition, 'EXISTS')) return [];
  throw unknownColumn(name);
}

/** ALTER TABLE … RENAME COLUMN a TO b, of a top-level column. */
export function renameColumn(statement: Node, table: Table): Change {
  const [from = '', to = ''] = childrenOf(statement, 'SubscriptSafe').map(topLevelName);
  if (!table.columns.has(from)) throw unknownColumn(from);
  checkColumnName(to);
  if (table.columns.has(to)) throw new CrateError(INTERNAL, 'Cannot rename column to a name that is in use');
  const sql = `ALTER TABLE ${quotedTable(table)} RENAME COLUMN ${quoted(from)} TO ${quoted(to)};`;
  return { table: renamed(table, from, to), sql };
}

function renamed(table: Table, from: string, to: string): Table {
  const rename = (name: string) => (name === from ? to : name);
  const renamePath = ([column = '', ...members]: Path) => [rename(column), ...members];
  const columns = [...table.columns.values()].map((column) => ({ ...column, name: rename(column.name) }));
  return {
    ...table,
    columns: new Map(columns.map((column) => [column.name, column])),
    primaryKey: table.primaryKey.map(renamePath),
    partitionedBy: table.partitionedBy.map(rename),
    clusteredBy: renamePath(table.clusteredBy),
  };
}

function topLevelName(written: Node | undefined): string {
  const target = written && memberPath(written);
  if (target === undefined || target.path.length > 0)
    throw unsupported(`changing the member ${written?.text}`);
  return nameParts(target.column).at(-1) ?? '';
}
