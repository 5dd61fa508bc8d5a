import {
  canonicalDecimal,
  Decimal,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseDecimal,
  setMember,
  stringifyJson,
} from '@cdc-relay/singer';
import { type ColumnType, TEXT } from '../column/column-type.ts';
import type { Spelling } from '../column/key-type.ts';
import { exactDateTime, readDateTime } from './date-time.ts';
import { fits } from './fit.ts';
import { numericText } from './scalar.ts';

/** A value of a key column as `pg` binds it; numbers as canonical text. */
export type KeyValue = string | boolean;

/** What a key column of a type gets for a value; undefined when it cannot hold the value exactly. */
export function keyValue(value: JsonValue, type: ColumnType, spelling?: Spelling): KeyValue | undefined {
  switch (type.kind) {
    case 'numeric':
      return numericText(value, type.precision, type.scale);
    case 'timestamp':
      return instantOf(value);
    case 'text':
      return fitting(textOf(value, spelling), type);
    case 'bigint':
    case 'integer':
      return fits(numberOf(value), type) ? canonicalNumber(numberOf(value)) : undefined;
    case 'other':
      return fitting(type.name === 'uuid' && typeof value === 'string' ? value.toLowerCase() : value, type);
    default:
      return fitting(value, type);
  }
}

/** The text of a key in a TEXT column. What is no text has one spelling: 1.50 and 1.5 are 1.5. */
export function textOf(value: JsonValue, spelling?: Spelling): string {
  if (typeof value !== 'string') return canonicalNumber(value) ?? stringifyJson(withSortedNames(value));
  if (spelling === 'decimal') return canonicalDecimal(value) ?? value;
  return (spelling === 'instant' ? exactDateTime(value) : undefined) ?? value;
}

/** True when a TEXT column would hold a key that its own column does not. */
export function fitsAsText(value: JsonValue): boolean {
  return fits(textOf(value), TEXT);
}

function fitting(value: JsonValue, type: ColumnType): KeyValue | undefined {
  if (!fits(value, type)) return undefined;
  return (
    canonicalNumber(value) ?? (typeof value === 'string' || typeof value === 'boolean' ? value : undefined)
  );
}

function isNumber(value: JsonValue): value is number | Decimal {
  return typeof value === 'number' || value instanceof Decimal;
}

function canonicalNumber(value: JsonValue): string | undefined {
  return isNumber(value) ? canonicalDecimal(String(value)) : undefined;
}

/** A text that is an integer in its one spelling is the same key as the integer: it needs no wider column. */
function numberOf(value: JsonValue): JsonValue {
  return typeof value === 'string' && canonicalDecimal(value) === value
    ? (parseDecimal(value) ?? value)
    : value;
}

/** Objects that differ in the order of their members only are the same key. */
function withSortedNames(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withSortedNames);
  if (!isJsonObject(value)) return value;
  const sorted: JsonObject = {};
  for (const name of Object.keys(value).sort()) setMember(sorted, name, withSortedNames(value[name] ?? null));
  return sorted;
}

/** One instant is one key, however it is spelled; more than milliseconds would make two keys one. */
function instantOf(value: JsonValue): string | undefined {
  const time = readDateTime(value);
  return time?.isExact ? time.text : undefined;
}
