import type { Node } from '../grammar/tree.ts';

/** Turns a node into PostgreSQL's SQL. */
export type Render = (node: Node) => string;

/** One mapping: the text for the nodes that it is about, undefined for all others. */
export type Rule = (node: Node, render: Render) => string | undefined;

/** A renderer by the first rule that knows a node; what no rule knows stays as it was written. */
export function renderBy(rules: readonly Rule[]): Render {
  const render: Render = (node) => {
    for (const rule of rules) {
      const text = rule(node, render);
      if (text !== undefined) return text;
    }
    return renderChildren(node, render);
  };
  return render;
}

/** The node's text with its children rendered; what stands between them (blanks, comments) stays. */
export function renderChildren(node: Node, render: Render): string {
  if (node.children.length === 0) return node.text;
  let text = '';
  let end = node.from;
  for (const child of node.children) {
    text += node.text.slice(end - node.from, child.from - node.from) + render(child);
    end = child.to;
  }
  return text;
}
