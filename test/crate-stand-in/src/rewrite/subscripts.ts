import { unknownColumn, unsupported } from '../errors/crate-error.ts';
import { nameParts, stringValue } from '../grammar/names.ts';
import { is, type Node } from '../grammar/tree.ts';
import type { ColumnType, ObjectType } from '../types/column-type.ts';
import { postgresName } from '../types/type-names.ts';
import { isDocument } from './document.ts';
import { literal, quoted } from './identifiers.ts';
import type { Render, Rule } from './render.ts';
import type { Scope } from './scope.ts';

/** An expression of known type, either as PostgreSQL has that type or still as jsonb within an object. */
interface Typed {
  readonly sql: string;
  readonly type: ColumnType;
  readonly isJson: boolean;
}

/** `"o"['x']['y']`, `"tags"[1]`, `"oo"['q']`: members and elements, with their types in the catalogue. */
export function subscriptRule(scope: Scope): Rule {
  return (node, render) => {
    if (!is(node, 'Subscript')) return undefined;
    const value = evaluate(node, scope, render);
    return value.isJson ? fromJson(value.sql, value.type) : value.sql;
  };
}

function evaluate(node: Node, scope: Scope, render: Render): Typed {
  const [base, , index] = node.children;
  if (!is(node, 'Subscript') || base === undefined || index === undefined)
    return reference(node, scope, render);
  const key = stringValue(index);
  if (key !== undefined && isDocument(base)) return documentMember(base, key, scope);
  const value = evaluate(base, scope, render);
  return key === undefined ? element(value, render(index)) : member(value, key, node);
}

function documentMember(document: Node, key: string, scope: Scope): Typed {
  const relation = scope.relation(document);
  const column = relation?.table.columns.get(key);
  if (relation === undefined || column === undefined) throw unknownColumn(`_doc['${key}']`);
  return { sql: `${quoted(relation.alias)}.${quoted(key)}`, type: column.type, isJson: false };
}

function reference(node: Node, scope: Scope, render: Render): Typed {
  const column = scope.column(node);
  if (column === undefined) throw unknownColumn(nameParts(node).at(-1) ?? node.text);
  return { sql: render(node), type: column.type, isJson: false };
}

function element({ sql, type, isJson }: Typed, index: string): Typed {
  if (type.kind !== 'array' || type.of.kind === 'array') throw unsupported(`the subscript ${sql}[${index}]`);
  return { sql: `(${isJson ? fromJson(sql, type) : sql})[${index}]`, type: type.of, isJson: false };
}

function member({ sql, type, isJson }: Typed, key: string, node: Node): Typed {
  const step = `-> ${literal(key)}`;
  if (type.kind === 'object')
    return { sql: `(${sql} ${step})`, type: memberType(type, key, node), isJson: true };
  if (type.kind !== 'array' || type.of.kind !== 'object') throw unsupported(`the subscript ${node.text}`);
  const of = memberType(type.of, key, node);
  const objects = isJson ? fromJson(sql, type) : sql;
  return {
    sql: collected(fromJson(`e ${step}`, of), `unnest(${objects})`, objects),
    type: { kind: 'array', of },
    isJson: false,
  };
}

function memberType(object: ObjectType, key: string, node: Node): ColumnType {
  const known = object.members.get(key)?.type;
  if (known !== undefined) return known;
  if (object.policy === 'ignored') return { kind: 'scalar', name: 'text' };
  throw unknownColumn(node.text.replaceAll('"', ''));
}

/** The value of a member of an object column, by the names that lead to it from `base`. */
export function memberSql(base: string, path: readonly string[], type: ColumnType): string {
  return fromJson(
    path.reduce((sql, key) => `(${sql} -> ${literal(key)})`, base),
    type,
  );
}

/** The PostgreSQL value of a jsonb value that is known to be of this type (times are kept as milliseconds). */
function fromJson(sql: string, type: ColumnType): string {
  if (type.kind === 'object') return `(${sql})`;
  if (type.kind === 'scalar') return scalarFromJson(`((${sql}) #>> '{}')`, type);
  if (type.of.kind === 'array') return `(${sql})`;
  return collected(fromJson('e', type.of), `jsonb_array_elements(${sql})`, `nullif(${sql}, 'null')`);
}

function scalarFromJson(text: string, type: ColumnType): string {
  if (type.kind === 'scalar' && type.name === 'timestamp with time zone')
    return `stand_in.from_millis(${text}::bigint)`;
  return `${text}::${postgresName(type)}`;
}

function collected(each: string, source: string, guard: string): string {
  return `(CASE WHEN ${guard} IS NOT NULL THEN ARRAY(SELECT ${each} FROM ${source} AS e) END)`;
}
