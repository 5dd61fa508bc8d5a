import { Decimal, isInteger, isJsonObject, type JsonValue } from '@cdc-relay/singer';
import { arrayType, BIGINT, BOOLEAN, type ColumnType, DOUBLE, objectType, TEXT } from './column-type.ts';
import { isMemberName } from './names.ts';

/**
 * The column type that a value asks for when nothing declared one. Of integers it is DOUBLE PRECISION, as nothing says that
 * fractions will not follow.
 * Undefined when the value does not say (null, an empty or mixed array).
 */
export function typeFromValue(value: JsonValue | undefined): ColumnType | undefined {
  if (typeof value === 'string') return TEXT;
  if (typeof value === 'boolean') return BOOLEAN;
  // Later numbers may have fractions; an integer beyond a double is an identifier.
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? BIGINT : DOUBLE;
  if (value instanceof Decimal) return isInteger(value) ? BIGINT : DOUBLE;
  if (Array.isArray(value)) return typeFromElements(value);
  return isJsonObject(value) ? typeFromMembers(value) : undefined;
}

function typeFromMembers(object: { readonly [name: string]: JsonValue }): ColumnType {
  const members: [string, ColumnType][] = [];
  for (const [name, member] of Object.entries(object)) {
    const type = typeFromValue(member);
    if (type !== undefined && isMemberName(name)) members.push([name, type]);
  }
  return objectType(members);
}

function typeFromElements(elements: readonly JsonValue[]): ColumnType | undefined {
  let common: ColumnType | undefined;
  for (const element of elements) {
    if (element === null) continue;
    const type = typeFromValue(element);
    if (type === undefined) return undefined;
    common = common === undefined ? type : merge(common, type);
    if (common === undefined) return undefined;
  }
  return common === undefined ? undefined : arrayType(common);
}

/** The type that holds the values of both, or undefined. */
function merge(a: ColumnType, b: ColumnType): ColumnType | undefined {
  if (a.kind === 'object' && b.kind === 'object') return mergeObjects(a.members, b.members);
  if (a.kind === 'array' && b.kind === 'array') {
    const of = merge(a.of, b.of);
    return of === undefined ? undefined : arrayType(of);
  }
  if (a.kind === b.kind) return a;
  const kinds = new Set([a.kind, b.kind]);
  return kinds.has('bigint') && kinds.has('double') ? DOUBLE : undefined;
}

function mergeObjects(
  a: ReadonlyMap<string, ColumnType>,
  b: ReadonlyMap<string, ColumnType>,
): ColumnType | undefined {
  const members = new Map(a);
  for (const [name, type] of b) {
    const known = members.get(name);
    const merged = known === undefined ? type : merge(known, type);
    if (merged === undefined) return undefined;
    members.set(name, merged);
  }
  return objectType(members);
}
