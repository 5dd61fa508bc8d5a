import { Decimal, type JsonObject, type JsonValue, setMember } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import { propertyOf } from './names.ts';

/** The properties of CrateDB Toolkit's layout: the key, what has one type throughout, and lists of mixed types. */
export const PK = 'pk';
export const DATA = 'data';
export const AUX = 'aux';

const TAKEN = /^_*(?:pk|data|aux)$/;

/**
 * The property next to `pk`, `data` and `aux` that holds a key attribute, as Singer knows keys at the top level only.
 * A key named like one of those (after any number of underscores) gets one more underscore.
 */
export function documentKeyProperty(attribute: string): string {
  return TAKEN.test(attribute) ? `_${attribute}` : propertyOf(attribute);
}

/** Lays an event out as a document. A removed item has its key only. */
export function documentOf({ keys, newImage }: ChangeEvent): JsonObject {
  const document: JsonObject = {};
  for (const name in keys) setMember(document, documentKeyProperty(name), keys[name] ?? null);
  document[PK] = keys;
  if (newImage === undefined) return document;
  const data: JsonObject = {};
  const aux: JsonObject = {};
  for (const name in newImage) {
    const value = newImage[name] ?? null;
    if (!Object.hasOwn(keys, name)) setMember(holdsMixedList(value) ? aux : data, name, value);
  }
  document[DATA] = data;
  document[AUX] = aux;
  return document;
}

/** The schema of a document, from the schemas of its key's properties. */
export function documentProperties(learned: JsonObject, keys: readonly string[]): JsonObject {
  const properties: JsonObject = {};
  const members: JsonObject = {};
  for (const name of keys) {
    const property = documentKeyProperty(name);
    const schema = learned[property] ?? {};
    setMember(properties, property, schema);
    setMember(members, name, schema);
  }
  properties[PK] = { type: ['object', 'null'], properties: members };
  properties[DATA] = { type: ['object', 'null'], properties: {} };
  properties[AUX] = { type: ['object', 'null'], additionalProperties: true };
  return properties;
}

/** True when a list anywhere inside has elements of different types, which a typed column cannot hold. */
export function holdsMixedList(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Decimal) return false;
  if (!Array.isArray(value)) return Object.values(value).some(holdsMixedList);
  const types = new Set(value.filter((element) => element !== null).map(typeOf));
  return types.size > 1 || value.some(holdsMixedList);
}

function typeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  return value instanceof Decimal ? 'number' : typeof value;
}
