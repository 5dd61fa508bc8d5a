import { type Catalogue, resolved } from '../catalogue/catalogue.ts';
import { checkAllowed } from '../catalogue/options.ts';
import type { Table } from '../catalogue/table.ts';
import { nameOf, nameParts, qualifiedName } from '../grammar/names.ts';
import { childOf, find, findAll, is, type Node } from '../grammar/tree.ts';
import type { Column } from '../types/column-type.ts';

/** A table of the statement under the name that its columns are addressed by. */
export interface Relation {
  readonly alias: string;
  readonly table: Table;
}

/** What the names in a statement stand for. */
export interface Scope {
  /** The column that a reference such as `c`, `t.c` or `excluded.c` means, if a table of the statement has it. */
  column(reference: Node): Column | undefined;
  /** The table of the statement whose column a reference such as `c` or `t.c` would be: the first, or `t`. */
  relation(reference: Node): Relation | undefined;
  /** The table that a table's name means; undefined for a query of the statement's own WITH and for pg_catalog. */
  table(name: Node): Table | undefined;
}

/** Looks up every table of a statement; throws CrateDB's refusal for those that do not exist. */
export function scopeOf(statement: Node, catalogue: Catalogue): Scope {
  const own = findAll(statement, 'NamedQuery').map((query) => nameParts(query)[0]);
  const table = (name: Node) => tableOf(name, own, catalogue);
  const relations = relationsIn(statement, table);
  return {
    table,
    relation: (reference) => relationsFor(relations, reference)[0],
    column: (reference) => columnIn(relations, reference),
  };
}

function tableOf(node: Node, own: readonly (string | undefined)[], catalogue: Catalogue): Table | undefined {
  const name = qualifiedName(node);
  if (name.schema === undefined && own.includes(name.name)) return undefined;
  if (resolved(name).schema === 'pg_catalog') return undefined;
  const table = catalogue.get(name);
  checkAllowed(table, 'READ');
  return table;
}

function relationsIn(node: Node, tableOfName: Scope['table']): Relation[] {
  const aliased = aliasOf(node);
  const name = is(node, 'TableName') ? node : aliased?.name;
  if (name === undefined) return node.children.flatMap((child) => relationsIn(child, tableOfName));
  const table = tableOfName(name);
  return table === undefined ? [] : [{ table, alias: aliased?.alias ?? qualifiedName(name).name }];
}

function aliasOf(node: Node): { readonly alias: string; readonly name: Node } | undefined {
  if (!is(node, 'AliasedRelation') || is(node, 'TableName')) return undefined;
  const alias = childOf(node, 'Ident');
  const relation = childOf(node, 'TableRelation');
  const name = relation && find(relation, 'TableName');
  return alias && name ? { alias: nameOf(alias), name } : undefined;
}

function columnIn(relations: readonly Relation[], reference: Node): Column | undefined {
  const name = nameParts(reference).at(-1) ?? '';
  const candidates = relationsFor(relations, reference).map(({ table }) => table.columns.get(name));
  return candidates.find((column) => column !== undefined);
}

/** `excluded` is the row that an INSERT brings: it has the columns of the table. */
function relationsFor(relations: readonly Relation[], reference: Node): readonly Relation[] {
  const qualifier = nameParts(reference).at(-2) ?? 'excluded';
  return relations.filter(({ alias }) => qualifier === 'excluded' || qualifier === alias);
}
