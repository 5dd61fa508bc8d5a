import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  setMember,
  stringifyJson,
} from '@cdc-relay/singer';
import { type ColumnType, membersOf } from '../column/column-type.ts';

/** Types of which the client knows what they accept. */
const KNOWN = new Set(['ip', 'uuid', 'character', 'bit', 'float_vector', 'geo_point']);

/**
 * The row as JSON text, without the values of which only CrateDB knows whether their column accepts them (a shape): the
 * overflow column holds them exactly. Undefined when it has no such values.
 */
export function withoutShown(text: string, columns: ReadonlyMap<string, ColumnType>): string | undefined {
  const row = parseJson(text) as JsonObject;
  const rest = membersWithout(row, columns);
  return rest === row ? undefined : stringifyJson(rest);
}

/** The same object when nothing is left out. */
function membersWithout(object: JsonObject, types: ReadonlyMap<string, ColumnType>): JsonObject {
  const rest: JsonObject = {};
  let isWhole = true;
  for (const [name, value] of Object.entries(object)) {
    const left = without(value, types.get(name));
    isWhole &&= left === value;
    if (left !== undefined) setMember(rest, name, left);
  }
  return isWhole ? object : rest;
}

/** Of an array nothing is left when an element is left out: the overflow column holds it as a whole. */
function without(value: JsonValue, type: ColumnType | undefined): JsonValue | undefined {
  if (value === null || type === undefined) return value;
  if (type.kind === 'other') return KNOWN.has(type.name) ? value : undefined;
  if (type.kind === 'array' && Array.isArray(value))
    return value.every((element) => without(element, type.of) === element) ? value : undefined;
  const members = membersOf(type);
  return members !== undefined && isJsonObject(value) ? membersWithout(value, members) : value;
}
