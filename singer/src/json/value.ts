import type { Decimal } from './decimal.ts';

/** A JSON value whose numbers have lost nothing. */
export type JsonValue = null | boolean | number | string | Decimal | JsonValue[] | JsonObject;

/** A JSON object; its members are own properties, also those named like members of Object.prototype. */
export interface JsonObject {
  [name: string]: JsonValue;
}

/** Sets an own member whatever its name: a plain assignment of `__proto__` would change the prototype. */
export function setMember(object: JsonObject, name: string, value: JsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[name] = value;
  }
}

/** True for a list of texts, an empty one included. */
export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

/** True for a list of names that is not empty. */
export function isNames(value: unknown): value is string[] {
  return isTexts(value) && value.length > 0;
}

/** True for a JSON object, false for arrays, decimals and scalars. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
