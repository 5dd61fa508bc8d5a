import type { Catalogue } from '../catalogue/catalogue.ts';
import { checkAllowed } from '../catalogue/options.ts';
import type { Table } from '../catalogue/table.ts';
import { unknownColumn, unsupported } from '../errors/crate-error.ts';
import { nameOf } from '../grammar/names.ts';
import { childOf, childrenOf, findAll, is, type Node, without } from '../grammar/tree.ts';
import type { Column } from '../types/column-type.ts';
import { checkConflict, conflictRule } from './conflict.ts';
import { renderer } from './expressions.ts';
import { insertItems } from './insert-items.ts';
import { insertedParameters } from './parameters.ts';
import type { QueryPlan } from './plan.ts';
import type { Rule } from './render.ts';
import { scopeOf } from './scope.ts';

/** INSERT from VALUES, from a query, or from an array of objects (a parameter), with ON CONFLICT and RETURNING. */
export function planInsert(insert: Node, catalogue: Catalogue): QueryPlan {
  const scope = scopeOf(insert, catalogue);
  const name = childOf(insert, 'TableName');
  const table = name && scope.table(name);
  if (table === undefined) throw unsupported(insert.text);
  checkAllowed(table, 'INSERT');
  checkConflict(insert, table);
  const columns = targetColumns(insert, table);
  const { objects, members, rule } = insertItems(insert, columns);
  const rules = [rule, conflictRule(scope, table), ...(objects ? [] : [firstWinsRule(insert)])];
  return {
    kind: 'query',
    verb: 'INSERT',
    sql: renderer(scope, rules)(insert),
    table,
    parameters: insertedParameters(insert, columns),
    rows: objects && { index: objects.index, isSingle: objects.isSingle, table, members },
    isByKey: false,
  };
}

function targetColumns(insert: Node, table: Table): readonly Column[] {
  const names = childrenOf(insert, 'Ident').map(nameOf);
  return names.length === 0 ? [...table.columns.values()] : names.map((name) => columnNamed(name, table));
}

function columnNamed(name: string, table: Table): Column {
  const column = table.columns.get(name);
  if (column === undefined) throw unknownColumn(name);
  return column;
}

/** Of several rows CrateDB leaves out, without an error, those whose key is there already. */
function firstWinsRule(insert: Node): Rule {
  const isOneRow = findAll(insert, 'Values').length === 1;
  const suffix = isOneRow || childOf(insert, 'OnConflict') ? '' : ' ON CONFLICT DO NOTHING';
  return (node, render) =>
    is(node, 'InsertSource') ? render(without(node, 'InsertSource')) + suffix : undefined;
}
