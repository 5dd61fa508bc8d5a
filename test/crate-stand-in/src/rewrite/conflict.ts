import { isKeyColumn, keyNames, type Path, pathName } from '../catalogue/key.ts';
import type { Table } from '../catalogue/table.ts';
import { CrateError, INTERNAL, unknownColumn, unsupported } from '../errors/crate-error.ts';
import { memberPath, nameParts } from '../grammar/names.ts';
import { childOf, childrenOf, find, findAll, is, type Node, without } from '../grammar/tree.ts';
import { renderer } from './expressions.ts';
import { quotedTable } from './identifiers.ts';
import { keySql } from './key-sql.ts';
import type { Rule } from './render.ts';
import type { Scope } from './scope.ts';

/**
 * ON CONFLICT … DO UPDATE SET x = …: CrateDB's bare columns mean the old row, for which PostgreSQL wants the
 * table's name before them.
 */
export function conflictRule(scope: Scope, table: Table): Rule {
  const ofOldRow: Rule = (node, render) =>
    is(node, 'ColumnReference')
      ? `${quotedTable(table)}.${render(without(node, 'ColumnReference'))}`
      : undefined;
  const renderValue = renderer(scope, [ofOldRow]);
  return (node, render) => {
    if (is(node, 'ConflictTarget')) return targetSql(node, table);
    const [target, , value] = node.children;
    if (!is(node, 'Assignment') || target === undefined || value === undefined) return undefined;
    return `${render(target)} = ${renderValue(value)}`;
  };
}

function targetSql(target: Node, table: Table): string {
  const columns = targetPaths(target).map((path) => keySql(table, path));
  return `(${columns.join(', ')})`;
}

/** Refuses what CrateDB refuses in an ON CONFLICT clause. */
export function checkConflict(insert: Node, table: Table): void {
  const conflict = childOf(insert, 'OnConflict');
  if (conflict === undefined) return;
  checkTarget(conflict, table);
  for (const assignment of findAll(conflict, 'Assignment')) checkAssignment(assignment, table);
  for (const reference of findAll(conflict, 'Dereference')) checkReference(reference);
}

function checkTarget(conflict: Node, table: Table): void {
  const target = find(conflict, 'ConflictTarget');
  const paths = target ? targetPaths(target) : [];
  if (target === undefined || paths.length === table.primaryKey.length) return;
  const targets = paths.map((path) => `"${pathName(path)}"`).join(', ');
  const differ = `Number of conflict targets ([${targets}]) did not match the number of primary key columns`;
  throw new CrateError(INTERNAL, `${differ} ([${keyNames(table).join(', ')}])`);
}

function targetPaths(target: Node): Path[] {
  return childrenOf(target, 'SubscriptSafe').map((written) => {
    const member = memberPath(written);
    if (member === undefined) throw unsupported(target.text);
    return [...nameParts(member.column), ...member.path];
  });
}

/** Refuses an assignment to a column that does not exist or is part of the key. */
export function checkAssignment(assignment: Node, table: Table): void {
  const target = find(assignment, 'ColumnReference');
  const name = target === undefined ? undefined : nameParts(target).at(-1);
  if (name === undefined) return;
  if (!table.columns.has(name)) throw unknownColumn(name);
  if (!isKeyColumn(table, name)) return;
  throw new CrateError(INTERNAL, `Validation failed for ${name}: Updating a primary key is not supported`);
}

function checkReference(reference: Node): void {
  const parts = nameParts(reference);
  if (parts.length === 2 && parts[0] === 'excluded') return;
  const shown = `Column reference "${parts.join('.')}" has too many parts.`;
  throw new CrateError(INTERNAL, `${shown} A column must not have a schema or a table here.`);
}
