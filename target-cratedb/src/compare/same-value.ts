import { canonicalDecimal, Decimal, isJsonObject, type JsonValue } from '@cdc-relay/singer';
import type { ColumnType } from '../column/column-type.ts';

type Value = JsonValue | undefined;

/** True when a column holds what was to be written; both as JSON values. Missing and null are the same. */
export function sameValue(wanted: Value, found: Value, type: ColumnType | undefined): boolean {
  if ((wanted ?? null) === null || (found ?? null) === null) return (wanted ?? null) === (found ?? null);
  switch (type?.kind) {
    case 'double':
      return Number(textOf(wanted)) === Number(textOf(found));
    case 'real':
      return Math.fround(Number(textOf(wanted))) === Math.fround(Number(textOf(found)));
    case 'bigint':
    case 'integer':
    case 'numeric':
      return digitsOf(wanted) === digitsOf(found);
    case 'timestamp':
      return instantOf(wanted) === instantOf(found);
    case 'array':
      return sameElements(wanted, found, (a, b) => sameValue(a, b, type.of));
    case 'object':
    case 'free':
      return sameMembers(wanted, found, (name, a, b) => sameValue(a, b, type.members.get(name)));
    default:
      return sameFree(wanted, found);
  }
}

/** True when two values without a type are the same JSON; numbers by their digits. */
function sameFree(wanted: Value, found: Value): boolean {
  if ((wanted ?? null) === null || (found ?? null) === null) return (wanted ?? null) === (found ?? null);
  if (Array.isArray(wanted)) return sameElements(wanted, found, sameFree);
  if (isNumber(wanted)) return isNumber(found) && digitsOf(wanted) === digitsOf(found);
  if (isJsonObject(wanted)) return sameMembers(wanted, found, (_, a, b) => sameFree(a, b));
  return wanted === found;
}

/** True when two values are the same in whatever column they are: a number that came as text has its digits. */
export function sameAnywhere(wanted: Value, found: Value): boolean {
  return sameFree(spelled(wanted), spelled(found));
}

function spelled(value: Value): Value {
  if (isNumber(value)) return digitsOf(value);
  if (Array.isArray(value)) return value.map((element) => spelled(element) ?? null);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, spelled(member) ?? null]));
}

function sameElements(wanted: Value, found: Value, same: (a: Value, b: Value) => boolean): boolean {
  if (!Array.isArray(wanted) || !Array.isArray(found) || wanted.length !== found.length) return false;
  return wanted.every((element, index) => same(element, found[index]));
}

function sameMembers(
  wanted: Value,
  found: Value,
  same: (name: string, a: Value, b: Value) => boolean,
): boolean {
  if (!isJsonObject(wanted) || !isJsonObject(found)) return false;
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].every((name) => same(name, member(wanted, name), member(found, name)));
}

function member(object: { readonly [name: string]: JsonValue }, name: string): Value {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isNumber(value: Value): value is number | Decimal {
  return typeof value === 'number' || value instanceof Decimal;
}

function textOf(value: Value): string {
  return value instanceof Decimal ? value.literal : String(value);
}

function digitsOf(value: Value): string {
  return canonicalDecimal(textOf(value)) ?? textOf(value);
}

/** `2026-01-02 03:04:05.678+00` is CrateDB's spelling outside of objects; within them it answers milliseconds. */
function instantOf(value: Value): number {
  if (isNumber(value)) return Number(textOf(value));
  const text = String(value).replace(' ', 'T');
  return Date.parse(text.replace(/([+-]\d\d)$/, '$1:00'));
}
