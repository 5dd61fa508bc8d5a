import { CrateError, INTERNAL, unsupported } from '../errors/crate-error.ts';
import { nameOf } from '../grammar/names.ts';
import { childOf, childrenOf, find, findAll, hasKeyword, is, type Node } from '../grammar/tree.ts';
import type { Column, ColumnType, NextOrdinal, ObjectType, Policy, ScalarType } from './column-type.ts';
import { scalarNamed } from './scalar-names.ts';

const UNKNOWN_CONSTRAINTS = ['ColumnDefaultConstraint', 'ColumnGeneratedConstraint', 'ColumnCheckConstraint'];

/** Whether a node names a type. */
export function isType(node: Node): boolean {
  return is(node, 'MaybeParametrizedDataType') || is(node, 'ArrayDataType') || is(node, 'ObjectDataType');
}

/** Reads a type as CREATE TABLE, ALTER TABLE or a cast names it. Members take their ordinals as they come. */
export function readType(node: Node, next: NextOrdinal = () => 0): ColumnType {
  if (is(node, 'ObjectDataType')) return readObject(node, next);
  if (is(node, 'ArrayDataType')) return { kind: 'array', of: readType(elementOf(node), next) };
  return readScalar(node);
}

function elementOf(array: Node): Node {
  const element = array.children.find(isType);
  if (element === undefined) throw unsupported(`the type ${array.text}`);
  return element;
}

function readObject(node: Node, next: NextOrdinal): ObjectType {
  const members = new Map<string, Column>();
  for (const definition of childrenOf(node, 'ColumnDefinition')) {
    const member = readColumn(definition, next);
    members.set(member.name, member);
  }
  return { kind: 'object', policy: readPolicy(node), members };
}

function readPolicy(object: Node): Policy {
  if (hasKeyword(object, 'STRICT')) return 'strict';
  return hasKeyword(object, 'IGNORED') ? 'ignored' : 'dynamic';
}

function readScalar(node: Node): ScalarType {
  const written = node.text.replace(/\(.*$/s, '').trim().replace(/\s+/g, ' ').toLowerCase();
  const name = scalarNamed(written);
  const [precision, scale] = findAll(node, 'IntegerLiteral').map((literal) => Number(literal.text));
  if (precision === undefined) return { kind: 'scalar', name };
  if (name === 'text') return { kind: 'scalar', name, length: precision };
  if (name === 'numeric') return { kind: 'scalar', name, precision, scale: scale ?? 0 };
  throw unsupported(`the type ${node.text}`);
}

/** Reads `"name" TYPE constraints…`; the column's own ordinal comes before those of its members. */
export function readColumn(definition: Node, next: NextOrdinal): Column {
  const ident = childOf(definition, 'Ident');
  if (ident === undefined) throw unsupported(`the column ${definition.text}`);
  return columnOf(nameOf(ident), definition, next);
}

/** As `readColumn`, for a definition whose name is written elsewhere or is a path. */
export function columnOf(name: string, definition: Node, next: NextOrdinal): Column {
  const type = definition.children.find(isType);
  if (type === undefined || UNKNOWN_CONSTRAINTS.some((kind) => find(definition, kind))) {
    throw unsupported(`the column ${definition.text}`);
  }
  const ordinal = next();
  return {
    name,
    ordinal,
    type: stored(readType(type, next)),
    nullable: !childOf(definition, 'ColumnConstraintNotNull'),
    indexed: !childOf(definition, 'ColumnIndexOff'),
    columnstore: !isColumnstoreOff(definition),
  };
}

function isColumnstoreOff(definition: Node): boolean {
  const storage = childOf(definition, 'ColumnStorageDefinition');
  return storage !== undefined && find(storage, 'BooleanLiteral')?.text.toLowerCase() === 'false';
}

function stored(type: ColumnType): ColumnType {
  if (type.kind === 'scalar' && type.name === 'numeric' && type.precision === undefined) {
    throw new CrateError(INTERNAL, 'NUMERIC storage is only supported if precision and scale are specified');
  }
  return type;
}
