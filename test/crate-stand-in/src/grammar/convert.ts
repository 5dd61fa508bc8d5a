import type { Node } from './tree.ts';

/** What is used of ANTLR's contexts and terminal nodes: offsets are UTF-16, `stop` is inclusive. */
export interface AntlrNode {
  readonly children?: readonly AntlrNode[] | null;
  readonly symbol?: { readonly start: number; readonly stop: number };
  readonly start?: { readonly start: number };
  readonly stop?: { readonly stop: number };
}

/** Copies ANTLR's tree of a statement in `sql` into plain nodes, single children folded into their parents. */
export function convert(antlr: AntlrNode, sql: string): Node {
  const kinds: string[] = [];
  let inner = antlr;
  for (let only = onlyChild(inner); only !== undefined; only = onlyChild(inner)) {
    kinds.push(kindOf(inner));
    inner = only;
  }
  kinds.push(kindOf(inner));
  const from = inner.symbol?.start ?? inner.start?.start ?? 0;
  const to = (inner.symbol?.stop ?? inner.stop?.stop ?? from - 1) + 1;
  const children = (inner.children ?? []).map((child) => convert(child, sql));
  return { kinds, from, to, text: sql.slice(from, to), children };
}

function onlyChild(node: AntlrNode): AntlrNode | undefined {
  return node.children?.length === 1 ? node.children[0] : undefined;
}

/** ANTLR names one class per rule or labelled alternative: `InsertContext` is the kind `Insert`. */
function kindOf(node: AntlrNode): string {
  return node.symbol === undefined ? node.constructor.name.replace(/Context$/, '') : 'Token';
}
