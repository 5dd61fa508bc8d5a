import { isJsonObject, type JsonObject, type JsonSchema, type JsonValue, setMember } from '@cdc-relay/singer';
import { BadRecord } from '../bad-record/bad-record.ts';

/** How nested objects become properties of their own. */
export interface Flattening {
  /** Levels of objects that are taken apart; deeper ones stay objects. */
  readonly maxDepth: number;
  /** What joins the names: `__` makes `a__b` of `{"a": {"b": …}}`. */
  readonly separator: string;
}

/** Flattens a record. Empty objects stay, as nothing else would say that they are there. Throws BadRecord. */
export function flattenRecord(record: JsonObject, flattening: Flattening): JsonObject {
  return flatten(record, flattening, (value) =>
    isJsonObject(value) && Object.keys(value).length > 0 ? value : undefined,
  );
}

/** Flattens the properties of a schema to match. Throws BadRecord. */
export function flattenProperties(properties: JsonObject, flattening: Flattening): JsonObject {
  return flatten(properties, flattening, (schema) =>
    isJsonObject(schema) ? propertiesOf(schema) : undefined,
  );
}

/** Properties of an object schema, also where it is one of several alternatives. */
function propertiesOf(schema: JsonSchema): JsonObject | undefined {
  if (isJsonObject(schema.properties) && Object.keys(schema.properties).length > 0) return schema.properties;
  const alternatives = [schema.anyOf ?? [], schema.oneOf ?? []].flat().filter(isJsonObject);
  for (const alternative of alternatives) {
    const properties = propertiesOf(alternative);
    if (properties !== undefined) return properties;
  }
  return undefined;
}

function flatten(
  object: JsonObject,
  { maxDepth, separator }: Flattening,
  inside: (value: JsonValue) => JsonObject | undefined,
): JsonObject {
  const flat: JsonObject = {};
  const walk = (members: JsonObject, prefix: string, depth: number): void => {
    for (const [name, value] of Object.entries(members)) {
      const nested = depth < maxDepth ? inside(value) : undefined;
      if (nested !== undefined) walk(nested, prefix + name + separator, depth + 1);
      else set(flat, prefix + name, value);
    }
  };
  walk(object, '', 0);
  return flat;
}

function set(flat: JsonObject, name: string, value: JsonValue): void {
  if (Object.hasOwn(flat, name))
    throw new BadRecord(`flattening makes ${JSON.stringify(name)} twice; set another flattening_separator`);
  setMember(flat, name, value);
}
