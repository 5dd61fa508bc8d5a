import { nameOf } from '../grammar/names.ts';
import { childrenOf, is } from '../grammar/tree.ts';
import { literal, quoted, quotedTable } from './identifiers.ts';
import { type Rule, renderChildren } from './render.ts';
import type { Scope } from './scope.ts';

/** Quoted identifiers, as PostgreSQL can take them. */
export const identifierRule: Rule = (node) =>
  is(node, 'QuotedIdentifier') ? quoted(nameOf(node)) : undefined;

/** `[1, 2]` is an array in CrateDB, with or without the word ARRAY before it. */
export const arrayRule: Rule = (node, render) => {
  if (is(node, 'EmptyArray')) return "'{}'";
  if (!is(node, 'ArrayLiteral')) return undefined;
  const text = renderChildren(node, render);
  return text.startsWith('[') ? `ARRAY${text}` : text;
};

/** `{a = 1, "B" = 'x'}` is an object. */
export const objectRule: Rule = (node, render) => {
  if (!is(node, 'ObjectLiteral')) return undefined;
  const members = childrenOf(node, 'ObjectKeyValue').map((pair) => {
    const [key, , value] = pair.children;
    return `${literal(key ? nameOf(key) : '')}, ${value ? render(value) : 'NULL'}`;
  });
  return `jsonb_build_object(${members.join(', ')})`;
};

/** Tables with their schema, so that `doc` is the schema of a bare name. */
export function tableRule(scope: Scope): Rule {
  return (node) => {
    const table = is(node, 'TableName') ? scope.table(node) : undefined;
    return table && quotedTable(table);
  };
}
