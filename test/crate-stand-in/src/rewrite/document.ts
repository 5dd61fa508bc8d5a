import { nameParts } from '../grammar/names.ts';
import { is, type Node } from '../grammar/tree.ts';
import type { Column, ScalarName } from '../types/column-type.ts';
import { literal, quoted } from './identifiers.ts';
import type { Rule } from './render.ts';
import type { Relation, Scope } from './scope.ts';

/** CrateDB's system column `_doc`: the row as an object, without what is NULL, times in milliseconds. */
export function documentRule(scope: Scope): Rule {
  return (node) => {
    const relation = isDocument(node) ? scope.relation(node) : undefined;
    return relation && documentOf(relation);
  };
}

/** Whether the node is a reference to `_doc`. */
export function isDocument(node: Node): boolean {
  return (is(node, 'ColumnReference') || is(node, 'Dereference')) && nameParts(node).at(-1) === '_doc';
}

function documentOf({ alias, table }: Relation): string {
  const members = [...table.columns.values()].map((column) => {
    const value = `${quoted(alias)}.${quoted(column.name)}`;
    return `(${literal(column.name)}, ${jsonOf(value, column)})`;
  });
  const pairs = `(VALUES ${members.join(', ')}) AS m(k, v)`;
  return `(SELECT coalesce(jsonb_object_agg(m.k, m.v), '{}') FROM ${pairs} WHERE m.v IS NOT NULL)`;
}

function jsonOf(value: string, { type }: Column): string {
  const of = type.kind === 'array' ? type.of : type;
  const convert = of.kind === 'scalar' ? CONVERSIONS[of.name] : undefined;
  if (convert === undefined) return `to_jsonb(${value})`;
  if (type.kind !== 'array') return convert(value);
  const elements = `SELECT coalesce(jsonb_agg(${convert('e')}), '[]') FROM unnest(${value}) AS e`;
  return `CASE WHEN ${value} IS NOT NULL THEN (${elements}) END`;
}

/** The types whose values are not what PostgreSQL makes of them in JSON. */
const CONVERSIONS: { readonly [name in ScalarName]?: (value: string) => string } = {
  'timestamp with time zone': (value) => `to_jsonb(stand_in.as_bigint(${value}))`,
  'double precision': (value) => `stand_in.as_json(${value})`,
};
