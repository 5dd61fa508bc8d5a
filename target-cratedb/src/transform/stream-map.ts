import { type JsonObject, type JsonSchema, type JsonValue, setMember } from '@cdc-relay/singer';

/** What becomes of one property. */
export type PropertyMap =
  | { readonly kind: 'drop' }
  | { readonly kind: 'copy'; readonly of: string }
  | { readonly kind: 'constant'; readonly value: JsonValue };

/** How a stream is changed on its way; `null` in its place drops the stream. */
export interface StreamMap {
  /** Another name for the stream. */
  readonly alias: string | undefined;
  /** Another key. */
  readonly keyProperties: readonly string[] | undefined;
  /** False when properties that are not mentioned are dropped. */
  readonly keepsOthers: boolean;
  readonly properties: ReadonlyMap<string, PropertyMap>;
}

/** What Singer says about a row itself; it is kept unless the map drops it by name. */
const ABOUT_THE_ROW = /^_sdc_/;

/** Applies a map to a record, or to the properties of a schema with `constant` returning the schema of a constant. */
export function mapProperties(
  properties: JsonObject,
  map: StreamMap,
  keys: readonly string[],
  constant: (value: JsonValue) => JsonValue = (value) => value,
): JsonObject {
  const mapped: JsonObject = {};
  for (const [name, value] of Object.entries(properties)) {
    const kept = map.keepsOthers || keys.includes(name) || ABOUT_THE_ROW.test(name);
    if (kept && !map.properties.has(name)) setMember(mapped, name, value);
  }
  for (const [name, property] of map.properties) {
    if (property.kind === 'constant') setMember(mapped, name, constant(property.value));
    if (property.kind === 'copy' && Object.hasOwn(properties, property.of))
      setMember(mapped, name, properties[property.of] ?? null);
  }
  return mapped;
}

/** The schema of a constant. */
export function constantSchema(value: JsonValue): JsonSchema {
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  return typeof value === 'boolean' ? { type: 'boolean' } : { type: 'string' };
}

/** The key property that a map drops without naming another key, which would turn an upsert into an append. */
export function droppedKey(map: StreamMap, keys: readonly string[]): string | undefined {
  return keys.find((key) => map.properties.get(key)?.kind === 'drop');
}
