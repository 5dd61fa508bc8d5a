import { unsupported } from '../errors/crate-error.ts';
import { childOf, hasKeyword, is, type Node } from '../grammar/tree.ts';
import type { ColumnType, ScalarName } from '../types/column-type.ts';
import { isType, readType } from '../types/read-type.ts';
import { postgresName } from '../types/type-names.ts';
import type { Rule } from './render.ts';

const INTEGERS: readonly ScalarName[] = ['integer', 'smallint', 'byte'];

/** What a cast converts, and to what. */
export interface Cast {
  readonly operand: Node;
  readonly type: ColumnType;
}

/** Reads `CAST(x AS TYPE)` and `x::TYPE`; undefined for any other node. */
export function castOf(node: Node): Cast | undefined {
  if (!is(node, 'DoubleColonCast') && !is(node, 'Cast')) return undefined;
  if (hasKeyword(node, 'TRY_CAST')) throw unsupported('TRY_CAST');
  const operand = is(node, 'Cast') ? childOf(node, 'Expr') : node.children[0];
  const type = node.children.findLast(isType);
  return operand && type ? { operand, type: readType(type) } : undefined;
}

/** Casts, with CrateDB's conversions where PostgreSQL's differ. A parameter only gets its type. */
export const castRule: Rule = (node, render) => {
  const cast = castOf(node);
  if (cast === undefined) return undefined;
  if (is(cast.operand, 'PositionalParameter')) return `${render(cast.operand)}::${postgresName(cast.type)}`;
  const sql = render(cast.operand);
  return conversion(sql, cast.type) ?? `CAST(${sql} AS ${postgresName(cast.type)})`;
};

/**
 * The SQL that converts an expression where CrateDB converts otherwise than PostgreSQL: decimals are cut, not
 * rounded; times are milliseconds as numbers and as texts; doubles become texts as Java writes them.
 */
export function conversion(sql: string, type: ColumnType): string | undefined {
  if (type.kind !== 'scalar') return undefined;
  if (type.name === 'text') return `stand_in.as_text(${sql})`;
  if (type.name === 'bigint') return `stand_in.as_bigint(${sql})`;
  if (INTEGERS.includes(type.name)) return `stand_in.as_bigint(${sql})::${postgresName(type)}`;
  return type.name === 'timestamp with time zone' ? `stand_in.as_timestamp(${sql})` : undefined;
}
