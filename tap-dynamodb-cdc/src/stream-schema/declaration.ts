import { isJsonObject, isNames, type JsonObject, setMember } from '@cdc-relay/singer';
import { pinnedFor } from './pinned.ts';
import { ALL_WANTED, type Unwanted } from './unwanted.ts';
import { widened } from './widened.ts';

/** What someone said about a table's stream: in a schema file, in a catalog, or in both. */
export interface Declaration {
  /** Schemas of properties that are announced as they are (from a schema file). */
  readonly pinned: JsonObject;
  /** Schemas of properties that learning begins with (from a catalog). */
  readonly expected: JsonObject;
  /** The key's properties in their order; undefined when nothing was said. */
  readonly keyProperties: readonly string[] | undefined;
  /** What is deselected of records, at any depth. */
  readonly unwanted: Unwanted;
}

export const NOTHING_DECLARED: Declaration = {
  pinned: {},
  expected: {},
  keyProperties: undefined,
  unwanted: ALL_WANTED,
};

/** Reads a JSON Schema that pins a table; undefined when it is none. `key_properties` may be next to it. */
export function pinnedBy(schema: JsonObject): Declaration | undefined {
  const { properties, key_properties: keys } = schema;
  if (!isJsonObject(properties) || (keys !== undefined && !isNames(keys))) return undefined;
  return { ...NOTHING_DECLARED, pinned: properties, keyProperties: keys };
}

/** The schemas to announce: pinned ones, else expected ones widened by what was learned. */
export function declared(learned: JsonObject, { pinned, expected }: Declaration): JsonObject {
  const result: JsonObject = {};
  for (const name of new Set([learned, expected, pinned].flatMap(Object.keys))) {
    const [pin, expectation, lesson] = [pinned, expected, learned].map((from) => own(from, name));
    const known = expectation && lesson ? widened(expectation, lesson) : (expectation ?? lesson);
    setMember(result, name, pin === undefined ? (known ?? {}) : pinnedFor(pin, lesson));
  }
  return result;
}

function own(properties: JsonObject, name: string): JsonObject | undefined {
  const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(schema) ? schema : undefined;
}
