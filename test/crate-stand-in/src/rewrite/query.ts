import type { Catalogue } from '../catalogue/catalogue.ts';
import { keyNames, pathName } from '../catalogue/key.ts';
import { checkAllowed } from '../catalogue/options.ts';
import type { Table } from '../catalogue/table.ts';
import { unsupported } from '../errors/crate-error.ts';
import { memberPath, nameParts } from '../grammar/names.ts';
import { childOf, childrenOf, find, findAll, is, type Node } from '../grammar/tree.ts';
import { checkAssignment } from './conflict.ts';
import { renderer } from './expressions.ts';
import { assignedParameters } from './parameters.ts';
import { type QueryPlan, readOnly } from './plan.ts';
import { scopeOf } from './scope.ts';

/** SELECT, VALUES, UPDATE and DELETE: the same text with names, casts, subscripts and arrays mapped. */
export function planQuery(statement: Node, catalogue: Catalogue): QueryPlan {
  const scope = scopeOf(statement, catalogue);
  const target = targetOf(statement);
  const table = target && scope.table(target);
  const sql = renderer(scope)(statement);
  const plan = readOnly(sql);
  if (table === undefined) return plan;
  checkAllowed(table, plan.verb);
  checkAssignments(statement, table);
  const parameters = assignedParameters(statement, table);
  return { ...plan, table, parameters, isByKey: hasKeyCondition(statement, table) };
}

function targetOf(statement: Node): Node | undefined {
  return is(statement, 'Update') || is(statement, 'Delete') ? find(statement, 'TableName') : undefined;
}

function checkAssignments(statement: Node, table: Table): void {
  for (const assignment of childrenOf(statement, 'Assignment')) {
    const [target] = assignment.children;
    if (target && is(target, 'Subscript')) throw unsupported(`the assignment ${assignment.text}`);
    checkAssignment(assignment, table);
  }
}

/** Whether the condition is `k = …` for every key column and nothing else. */
function hasKeyCondition(statement: Node, table: Table): boolean {
  const where = childOf(statement, 'Where');
  const keys = keyNames(table);
  if (where === undefined || keys.length === 0) return false;
  const conditions = findAll(where, 'Predicated');
  const columns = conditions.map(equalColumn);
  const joins = findAll(where, 'LogicalBinary').map((join) => join.children[1]?.text.toUpperCase());
  const covers = keys.every((key) => columns.includes(key));
  return covers && columns.length === keys.length && joins.every((join) => join === 'AND');
}

function equalColumn(condition: Node): string | undefined {
  const [compared] = condition.children;
  const comparison = childOf(condition, 'Comparison');
  const isEqual = comparison && childOf(comparison, 'CmpOp')?.text === '=';
  const target = compared && isEqual ? memberPath(compared) : undefined;
  const isColumn = target !== undefined && is(target.column, 'ColumnReference');
  return isColumn ? pathName([...nameParts(target.column), ...target.path]) : undefined;
}
