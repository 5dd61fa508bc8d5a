/**
 * A node of a parsed statement: a plain copy of ANTLR's tree. Chains of single children are folded into one
 * node, whose `kinds` name every grammar rule of the chain from the outside in; leaves end in `Token`.
 */
export interface Node {
  readonly kinds: readonly string[];
  readonly text: string;
  /** Offset of the first character in the SQL text. */
  readonly from: number;
  /** Offset after the last character. */
  readonly to: number;
  readonly children: readonly Node[];
}

/** Whether the grammar rule `kind` is among those of this node. */
export function is(node: Node, kind: string): boolean {
  return node.kinds.includes(kind);
}

/** The direct children that are of this kind. */
export function childrenOf(node: Node, kind: string): Node[] {
  return node.children.filter((child) => is(child, kind));
}

/** The first direct child of this kind, if any. */
export function childOf(node: Node, kind: string): Node | undefined {
  return node.children.find((child) => is(child, kind));
}

/** Every node of this kind in the subtree, the root included, in the order of the text. */
export function findAll(node: Node, kind: string): Node[] {
  const below = node.children.flatMap((child) => findAll(child, kind));
  return is(node, kind) ? [node, ...below] : below;
}

/** The first node of this kind in the subtree, the root included. */
export function find(node: Node, kind: string): Node | undefined {
  return findAll(node, kind)[0];
}

/** Whether one of the node's own tokens is this keyword. */
export function hasKeyword(node: Node, keyword: string): boolean {
  return childrenOf(node, 'Token').some((token) => token.text.toUpperCase() === keyword);
}

/** The same node seen without one of its kinds: for a rule that handles a kind and then leaves the rest. */
export function without(node: Node, kind: string): Node {
  return { ...node, kinds: node.kinds.filter((each) => each !== kind) };
}
