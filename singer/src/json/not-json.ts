import { Decimal } from './decimal.ts';
import { isJsonObject, type JsonValue } from './value.ts';

/**
 * Where a value is not one that JSON has, and what is there instead, for values that no JSON was parsed to: a Date,
 * `undefined`, NaN, a bigint. Undefined when all of it is JSON. Throws RangeError when it is nested too deep.
 */
export function notJson(value: unknown, path = ''): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : described(path, String(value));
  if (Array.isArray(value)) return firstOf(value.entries(), path);
  if (value instanceof Decimal) return undefined;
  if (isJsonObject(value as JsonValue)) return firstOf(Object.entries(value as object), path);
  return described(path, kindOf(value));
}

function firstOf(members: Iterable<[string | number, unknown]>, path: string): string | undefined {
  for (const [name, member] of members) {
    const found = notJson(member, path === '' ? String(name) : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  return (value.constructor as { name?: string } | undefined)?.name ?? 'object without a prototype';
}

function described(path: string, what: string): string {
  return `${path === '' ? 'it' : JSON.stringify(path.slice(0, 100))} is ${what}, which JSON does not have`;
}
