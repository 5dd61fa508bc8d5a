import { nameOf, nameParts, stringValue } from '../grammar/names.ts';
import { childOf, find, findAll, is, type Node } from '../grammar/tree.ts';
import { castOf } from './casts.ts';
import { parameterIndex } from './parameters.ts';

/** Where an INSERT takes its rows from: objects in a parameter. */
export interface RowObjects {
  /** Which parameter, counted from 0. */
  readonly index: number;
  readonly isSingle: boolean;
  /** The member that an expression takes from the object; undefined for any other expression. */
  memberOf(expression: Node): string | undefined;
}

/** `UNNEST($n::ARRAY(OBJECT)) AS u(r)`: each row is an object called `r`. Undefined for any other query. */
export function unnestedObjects(query: Node): RowObjects | undefined {
  const [call, ...others] = findAll(query, 'TableFunction');
  const aliases = find(query, 'AliasedColumns');
  const [row] = aliases ? nameParts(aliases) : [];
  const isUnnest = call !== undefined && childOf(call, 'Qname')?.text.toLowerCase() === 'unnest';
  if (!isUnnest || others.length > 0 || row === undefined) return undefined;
  const index = call.children
    .map((argument) => objectParameter(argument, true))
    .find((each) => each !== undefined);
  const isRow = (node: Node) => is(node, 'ColumnReference') && nameOf(node) === row;
  return index === undefined ? undefined : { index, isSingle: false, memberOf: memberOf(isRow) };
}

/** `VALUES (($n::OBJECT)['a'], …)`: one row from one object. Undefined for any other values. */
export function objectOfValues(values: readonly Node[]): RowObjects | undefined {
  const nested = values.flatMap((value) => findAll(value, 'NestedExpression'));
  const [index] = nested.map(nestedObject).filter((each) => each !== undefined);
  const isRow = (node: Node) => nestedObject(node) === index;
  return index === undefined ? undefined : { index, isSingle: true, memberOf: memberOf(isRow) };
}

function nestedObject(node: Node): number | undefined {
  const inner = is(node, 'NestedExpression') ? childOf(node, 'Expr') : undefined;
  return inner && objectParameter(inner, false);
}

function objectParameter(node: Node, isArray: boolean): number | undefined {
  const cast = castOf(node);
  const type = isArray && cast?.type.kind === 'array' ? cast.type.of : cast?.type;
  const isFitting = type?.kind === 'object' && (cast?.type.kind === 'array') === isArray;
  return cast && isFitting ? parameterIndex(cast.operand) : undefined;
}

function memberOf(isRow: (node: Node) => boolean): RowObjects['memberOf'] {
  return (expression) => {
    const [base, , key] = expression.children;
    if (!is(expression, 'Subscript') || base === undefined || key === undefined) return undefined;
    return isRow(base) ? stringValue(key) : undefined;
  };
}
