import { nameParts } from '../grammar/names.ts';
import { is, type Node, without } from '../grammar/tree.ts';
import type { ColumnType } from '../types/column-type.ts';
import { postgresName } from '../types/type-names.ts';
import { castOf } from './casts.ts';
import { isDocument } from './document.ts';
import { quoted } from './identifiers.ts';
import type { Rule } from './render.ts';

/** Names a selected member or cast without an alias as CrateDB does: `o['x']`, `CAST(a AS text)`. */
export const selectedNameRule: Rule = (node, render) => {
  if (!is(node, 'SelectSingle') || !isRenamed(node)) return undefined;
  return `${render(without(node, 'SelectSingle'))} AS ${quoted(printed(node))}`;
};

function isRenamed(node: Node): boolean {
  return castOf(node) !== undefined || is(node, 'Subscript') || isDocument(node);
}

function printed(node: Node): string {
  const cast = castOf(node);
  if (cast !== undefined) return `CAST(${printed(cast.operand)} AS ${printedType(cast.type)})`;
  if (is(node, 'ColumnReference') || is(node, 'Dereference')) return nameParts(node).at(-1) ?? node.text;
  const [base, , index] = node.children;
  return is(node, 'Subscript') && base && index ? `${printed(base)}[${index.text}]` : node.text;
}

function printedType(type: ColumnType): string {
  if (type.kind === 'array') return `ARRAY(${printedType(type.of)})`;
  return type.kind === 'object' ? 'object' : postgresName(type);
}
