import {
  canonicalDecimal,
  Decimal,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setMember,
} from '@cdc-relay/singer';
import type { ColumnType } from '../column/column-type.ts';
import { isMisread } from '../column/names.ts';
import { readDateTime } from './date-time.ts';
import { fits, isFree } from './fit.ts';
import { isPoint } from './other-types.ts';
import { numericText } from './scalar.ts';

/** A value divided between its column and the overflow column; undefined where there is nothing. */
export interface Split {
  readonly stored: JsonValue | undefined;
  readonly overflow: JsonValue | undefined;
}

/**
 * Divides a value that does not fit its column as a whole: of an object the members that fit stay, the others
 * overflow under the same names; any other value overflows whole. Nothing is dropped: `stored` and `overflow`
 * together are the value. A timestamp with more than milliseconds is the one value that stands in both.
 */
export function split(value: JsonValue, type: ColumnType | undefined): Split {
  if (type === undefined) return overflowing(value);
  if (fits(value, type)) return { stored: value, overflow: undefined };
  if (type.kind === 'object' && isJsonObject(value)) return splitMembers(value, type.members);
  if (type.kind === 'array' && Array.isArray(value)) return splitElements(value, type.of);
  return respelled(value, type) ?? overflowing(value);
}

/** The value in the spelling that the column needs, and in the overflow too where that spelling is not all of it. */
function respelled(value: JsonValue, type: ColumnType): Split | undefined {
  if (type.kind === 'numeric') {
    // A number literal beyond 64 bit wraps around silently in NUMERIC; text is read digit by digit.
    const text = numericText(value, type.precision, type.scale);
    return text === undefined ? undefined : { stored: text, overflow: undefined };
  }
  if (type.kind === 'timestamp') {
    const time = readDateTime(value);
    return time && { stored: time.text, overflow: time.isExact ? undefined : value };
  }
  const isInexact = type.kind === 'other' && type.name === 'geo_point' && isPoint(value);
  return isInexact ? { stored: value, overflow: value } : undefined;
}

/** An array stays whole: all of it is stored when each element can be. */
function splitElements(elements: readonly JsonValue[], type: ColumnType): Split {
  const parts = elements.map((element) => split(element, type));
  if (parts.some((part) => part.overflow !== undefined)) return overflowing([...elements]);
  return { stored: parts.map(({ stored }) => stored ?? null), overflow: undefined };
}

function overflowing(value: JsonValue): Split {
  return { stored: undefined, overflow: asFree(value) };
}

function splitMembers(object: JsonObject, members: ReadonlyMap<string, ColumnType>): Split {
  const stored: JsonObject = {};
  const overflow: JsonObject = {};
  let overflows = false;
  for (const [name, member] of Object.entries(object)) {
    const part = member === null && isMisread(name) ? overflowing(member) : split(member, members.get(name));
    if (part.stored !== undefined) setMember(stored, name, part.stored);
    if (part.overflow === undefined) continue;
    setMember(overflow, name, part.overflow);
    overflows = true;
  }
  return { stored, overflow: overflows ? overflow : undefined };
}

/** The value as OBJECT(IGNORED) keeps it: a number that it cannot hold becomes text with every digit. */
function asFree(value: JsonValue): JsonValue {
  if (isFree(value)) return value;
  if (value instanceof Decimal || typeof value === 'number')
    return canonicalDecimal(String(value)) ?? String(value);
  if (Array.isArray(value)) return value.map(asFree);
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const [name, member] of Object.entries(value)) setMember(copy, name, asFree(member));
  return copy;
}
