import { nameParts } from '../grammar/names.ts';
import { is, type Node } from '../grammar/tree.ts';
import { quoted } from './identifiers.ts';
import type { Rule } from './render.ts';
import type { Scope } from './scope.ts';

/** CrateDB's system columns `_seq_no` and `_primary_term`: together they are others whenever a row has changed. */
export function rowVersionRule(scope: Scope): Rule {
  return (node) => {
    const name = systemColumn(node);
    const relation = name === undefined ? undefined : scope.relation(node);
    if (relation === undefined) return undefined;
    return name === '_seq_no' ? `${quoted(relation.alias)}.xmin::text::bigint` : '1::bigint';
  };
}

function systemColumn(node: Node): string | undefined {
  if (!is(node, 'ColumnReference') && !is(node, 'Dereference')) return undefined;
  const name = nameParts(node).at(-1);
  return name === '_seq_no' || name === '_primary_term' ? name : undefined;
}
