import { checkFieldCount, checkFieldNames } from '../catalogue/check-table.ts';
import { fieldName, type Table, tableName } from '../catalogue/table.ts';
import { CrateError, INTERNAL, unsupported } from '../errors/crate-error.ts';
import { memberPath, nameParts } from '../grammar/names.ts';
import { childOf, childrenOf, type Node } from '../grammar/tree.ts';
import { quotedTable } from '../rewrite/identifiers.ts';
import {
  type Column,
  type NextOrdinal,
  type ObjectType,
  objectWithin,
  plainColumn,
} from '../types/column-type.ts';
import { columnOf } from '../types/read-type.ts';
import type { Change } from './alter.ts';
import { columnSql } from './column-sql.ts';
import { counter, specifiedTwice } from './read-table.ts';

/** A column to add: the members that lead to it, outermost first, and how it is defined. */
interface Addition {
  readonly path: readonly string[];
  readonly definition: Node;
}

/** ALTER TABLE … ADD COLUMN: top-level columns go to PostgreSQL, members of objects only to the catalogue. */
export function addColumns(statement: Node, table: Table): Change {
  const before = new Set(table.columns.keys());
  const ordinals = counter(table.lastOrdinal);
  const additions = childrenOf(statement, 'AddColumnDefinition').map(readAddition);
  refuseTwice(additions);
  const parents = new Set<Column>();
  for (const addition of additions) add(addition, table, ordinals.next, parents);
  const added = [...table.columns.values()].filter((column) => !before.has(column.name));
  const actions = added.map((column) => `ADD COLUMN ${columnSql(column)}`);
  const sql = actions.length > 0 ? `ALTER TABLE ${quotedTable(table)} ${actions.join(', ')};` : '';
  const altered = { ...table, lastOrdinal: ordinals.last() };
  checkFieldNames(altered);
  checkFieldCount(altered, altered.lastOrdinal + parents.size);
  return { table: altered, sql };
}

function readAddition(definition: Node): Addition {
  const written = childOf(definition, 'SubscriptSafe');
  const target = written && memberPath(written);
  if (target === undefined || childOf(definition, 'ColumnConstraintPrimaryKey'))
    throw unsupported(definition.text);
  return { path: [...nameParts(target.column), ...target.path], definition };
}

function refuseTwice(additions: readonly Addition[]): void {
  const names = additions.map(({ path: [column = '', ...path] }) => fieldName(column, path));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw specifiedTwice(twice);
}

/** `parents` gets the objects that were there before: CrateDB 6.4 counts them once more against the limit. */
function add({ path, definition }: Addition, table: Table, next: NextOrdinal, parents: Set<Column>): void {
  const name = path.at(-1) ?? '';
  let siblings = table.columns;
  for (const key of path.slice(0, -1)) {
    const known = siblings.get(key);
    if (known !== undefined && known.ordinal <= table.lastOrdinal) parents.add(known);
    siblings = within(siblings, key, next);
  }
  if (siblings.has(name)) throw alreadyThere(table, path);
  siblings.set(name, columnOf(name, definition, next));
}

/** The members of an object (or of the objects of an array); CrateDB adds an object that is not there yet. */
function within(columns: Map<string, Column>, key: string, next: NextOrdinal): Map<string, Column> {
  const known = columns.get(key);
  if (known === undefined) {
    const type: ObjectType = { kind: 'object', policy: 'dynamic', members: new Map() };
    columns.set(key, plainColumn(key, type, next()));
    return type.members;
  }
  const object = objectWithin(known.type);
  if (object === undefined)
    throw new CrateError(INTERNAL, `Column ${key} is no object, so it cannot get members`);
  return object.members;
}

function alreadyThere(table: Table, [column = '', ...path]: readonly string[]): CrateError {
  const name = fieldName(column, path);
  return new CrateError(INTERNAL, `The table ${tableName(table)} already has a column named ${name}`);
}
