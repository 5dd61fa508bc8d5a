import { isJsonObject, type JsonObject, type JsonValue, setMember } from '@cdc-relay/singer';
import type { ColumnType } from '../column/column-type.ts';
import { escapedName, nestedName } from '../column/names.ts';
import { split } from './split.ts';

/** What overflowed, by attribute, as an OBJECT(IGNORED) keeps it: with the names of nested members encoded. */
export function encodeNested(overflow: JsonObject): JsonObject {
  const encoded: JsonObject = {};
  for (const [attribute, value] of Object.entries(overflow))
    setMember(encoded, wellFormed(attribute, overflow), encodeNames(value));
  return encoded;
}

/** Attributes keep their names, unless they are no UTF-8. */
function wellFormed(attribute: string, others: JsonObject): string {
  if (attribute.isWellFormed()) return attribute;
  let name = nestedName(attribute);
  while (Object.hasOwn(others, name)) name += '%';
  return name;
}

/**
 * The same for an overflow column in which someone has declared members: what such a member cannot hold exactly is kept
 * under an escaped spelling of its name (`price` is `%70rice`).
 */
export function withDeclared(overflow: JsonObject, type: ColumnType | undefined): JsonObject {
  if (type?.kind !== 'free' || type.members.size === 0) return overflow;
  const result: JsonObject = {};
  for (const [attribute, value] of Object.entries(overflow)) {
    const member = type.members.get(attribute);
    const { stored, overflow: rest } =
      member === undefined ? { stored: value, overflow: undefined } : split(value, member);
    if (rest === undefined && stored !== undefined) {
      setMember(result, attribute, stored);
      continue;
    }
    let other = escapedName(attribute);
    while (Object.hasOwn(overflow, other) || type.members.has(other)) other += '%';
    setMember(result, other, value);
  }
  return result;
}

function encodeNames(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(encodeNames);
  if (!isJsonObject(value)) return value;
  const encoded: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    setMember(encoded, nestedName(name), encodeNames(member));
  }
  return encoded;
}
