import { isJsonObject, type JsonObject, type JsonValue, setMember } from '@cdc-relay/singer';
import { nestedName } from '../column/names.ts';

/** What overflowed, by attribute, as an OBJECT(IGNORED) keeps it: with the names of nested members encoded. */
export function encodeNested(overflow: JsonObject): JsonObject {
  const encoded: JsonObject = {};
  for (const [attribute, value] of Object.entries(overflow))
    setMember(encoded, attribute, encodeNames(value));
  return encoded;
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
