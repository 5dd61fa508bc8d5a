import { CrateError, INTERNAL } from '../errors/crate-error.ts';
import { childrenOf, is, type Node } from './tree.ts';

/** The schema (when written) and the name of a table. */
export interface QualifiedName {
  readonly schema: string | undefined;
  readonly name: string;
}

/** The name that an identifier stands for: quoted as written (`""` is one `"`), unquoted in lower case. */
export function nameOf(ident: Node): string {
  if (is(ident, 'QuotedIdentifier')) return ident.text.slice(1, -1).replaceAll('""', '"');
  return ident.text.toLowerCase();
}

/** The parts of a dotted name, outermost first. */
export function nameParts(node: Node): string[] {
  return (is(node, 'Ident') ? [node] : childrenOf(node, 'Ident')).map(nameOf);
}

/** Reads `t` or `s.t`; CrateDB has no third part except its catalog, which nobody writes. */
export function qualifiedName(node: Node): QualifiedName {
  const parts = nameParts(node);
  const name = parts.at(-1);
  if (name === undefined || parts.length > 2)
    throw new CrateError(INTERNAL, `Invalid relation name ${node.text}`);
  return { schema: parts.at(-2), name };
}

/** The text of a string literal without its quotes, or undefined for anything else. */
export function stringValue(node: Node): string | undefined {
  return is(node, 'StringLiteral') && node.text.startsWith("'")
    ? node.text.slice(1, -1).replaceAll("''", "'")
    : undefined;
}

/** The members of `"o"['a']['b']`, without the column; undefined when an index is no string literal. */
export function memberPath(node: Node): { readonly column: Node; readonly path: string[] } | undefined {
  const [base, , index] = node.children;
  if (!is(node, 'Subscript') && !(is(node, 'SubscriptSafe') && node.children.length > 1))
    return { column: node, path: [] };
  const outer = base === undefined ? undefined : memberPath(base);
  const key = index === undefined ? undefined : stringValue(index);
  return outer === undefined || key === undefined
    ? undefined
    : { column: outer.column, path: [...outer.path, key] };
}
