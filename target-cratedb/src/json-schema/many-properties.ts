import { isJsonObject, type JsonValue } from '@cdc-relay/singer';

const MANY = 200;

/** True when an object of a schema, at any depth, has very many properties. */
export function hasManyProperties(schema: JsonValue): boolean {
  if (Array.isArray(schema)) return schema.some(hasManyProperties);
  if (!isJsonObject(schema)) return false;
  const { properties } = schema;
  if (isJsonObject(properties) && Object.keys(properties).length > MANY) return true;
  return Object.values(schema).some(hasManyProperties);
}
