import { CrateError, INTERNAL } from '../errors/crate-error.ts';
import { childOf, childrenOf, find, findAll, type Node, without } from '../grammar/tree.ts';
import type { Column } from '../types/column-type.ts';
import { postgresName } from '../types/type-names.ts';
import { conversion } from './casts.ts';
import type { RowMember } from './plan.ts';
import type { Render, Rule } from './render.ts';
import { objectOfValues, type RowObjects, unnestedObjects } from './row-objects.ts';

/** What an INSERT writes, item by item beside the columns that they go to. */
export interface InsertItems {
  readonly objects: RowObjects | undefined;
  readonly members: readonly RowMember[];
  readonly rule: Rule;
}

/**
 * Maps the items that an INSERT writes. Members of objects in a parameter become elements of the array that
 * replaces the object; the other items of a query are converted to their column's type.
 */
export function insertItems(insert: Node, columns: readonly Column[]): InsertItems {
  const source = childOf(insert, 'InsertSource') ?? insert;
  const query = find(source, 'DefaultQuerySpec');
  const values = query ? [] : valuesOf(source);
  const items = query ? childrenOf(query, 'SelectSingle') : values;
  if (query) checkCount(query, columns, items);
  const objects = query ? unnestedObjects(query) : objectOfValues(values);
  const members: RowMember[] = [];
  const sqlOf = new Map<Node, ItemSql>();
  items.forEach((item, index) => {
    const column = columns[index];
    const sql = column && (memberSql(item, column, objects, members) ?? (query && itemSql(item, column)));
    if (sql !== undefined) sqlOf.set(item, sql);
  });
  return { objects, members, rule: (node, render) => sqlOf.get(node)?.(render) };
}

/** A function of the renderer, as it is not there yet when the items are looked at. */
type ItemSql = (render: Render) => string;

/** The values of a single row; several rows are left as they are. */
function valuesOf(source: Node): Node[] {
  const [row, ...more] = findAll(source, 'Values');
  return row === undefined || more.length > 0 ? [] : childrenOf(row, 'Expr');
}

function memberSql(
  item: Node,
  column: Column,
  objects: RowObjects | undefined,
  members: RowMember[],
): ItemSql | undefined {
  const expression = expressionOf(item);
  const key = objects?.memberOf(expression);
  const [object] = expression.children;
  if (key === undefined || object === undefined) return undefined;
  const position = members.push({ key, column }) - 1;
  return (render) => `(${render(object)} ->> ${position})::${postgresName(column.type)}`;
}

function itemSql(item: Node, { type }: Column): ItemSql {
  return (render) => {
    const sql = render(expressionOf(item));
    return conversion(sql, type) ?? sql;
  };
}

/** What is written, without an alias (then the item is a node of its own) and without being renamed. */
function expressionOf(item: Node): Node {
  const hasAlias = item.kinds.at(-1) === 'SelectSingle';
  return (hasAlias ? childOf(item, 'Expr') : undefined) ?? without(item, 'SelectSingle');
}

function checkCount(query: Node, columns: readonly Column[], items: readonly Node[]): void {
  if (find(query, 'SelectAll') || items.length === columns.length) return;
  const targets = columns.map((column) => column.name).join(', ');
  const sources = items.map((item) => item.text.replaceAll('"', '')).join(', ');
  const differ = `Number of target columns (${targets}) of insert statement doesn't match number of source columns`;
  throw new CrateError(INTERNAL, `${differ} (${sources})`);
}
