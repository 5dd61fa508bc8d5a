import {
  canonicalDecimal,
  Decimal,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setMember,
  stringifyJson,
} from '@cdc-relay/singer';
import type { ColumnType } from '../column/column-type.ts';
import { isMisread } from '../column/names.ts';
import { readDateTime } from './date-time.ts';
import { fits, isFree, keeps } from './fit.ts';
import { mayShow } from './other-types.ts';
import { isText, numericText } from './scalar.ts';

/** Text that a number stands for without a loss: no leading zeros, plus sign or exponent. */
const PLAIN_DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** A value divided between its column and the overflow column; undefined where there is nothing. */
export interface Split {
  readonly stored: JsonValue | undefined;
  readonly overflow: JsonValue | undefined;
  /** True when the column shows all that the overflow holds, in a form that is not the exact value. */
  readonly shown?: true;
}

/**
 * Divides a value that does not fit its column as a whole: of an object the members that fit stay, the others
 * overflow under the same names; any other value overflows whole. Nothing is dropped: `stored` and `overflow`
 * together are the value. What a column shows in another form (text of what is no text, a timestamp without its
 * microseconds) is in both.
 */
export function split(value: JsonValue, type: ColumnType | undefined): Split {
  if (type === undefined) return overflowing(value);
  if (fits(value, type)) return { stored: value, overflow: undefined };
  if (type.kind === 'object' && isJsonObject(value))
    return splitMembers(value, (name, member) => splitMember(name, member, type.members.get(name)));
  if (type.kind === 'free' && isJsonObject(value))
    return splitMembers(value, (name, member) =>
      keeps(type, name, member)
        ? { stored: member, overflow: undefined }
        : splitMember(name, member, type.members.get(name)),
    );
  if (type.kind === 'array' && Array.isArray(value)) return splitElements(value, type.of);
  return respelled(value, type) ?? overflowing(value);
}

/** The value in the form that the column needs, and in the overflow too where that form is not all of it. */
function respelled(value: JsonValue, type: ColumnType): Split | undefined {
  if (type.kind === 'numeric') {
    // A number literal beyond 64 bit wraps around silently in NUMERIC; text is read digit by digit.
    const text = numericText(value, type.precision, type.scale);
    if (text === undefined) return undefined;
    const isChanged = typeof value === 'string' && !PLAIN_DECIMAL.test(value);
    return isChanged ? showing(text, value) : { stored: text, overflow: undefined };
  }
  if (type.kind === 'timestamp') {
    const time = readDateTime(value);
    if (time === undefined) return undefined;
    return time.isExact ? { stored: time.text, overflow: undefined } : showing(time.text, value);
  }
  if (type.kind === 'text' && typeof value !== 'string') {
    const text = stringifyJson(value);
    return isText(text, type) ? showing(text, value) : undefined;
  }
  return type.kind === 'other' && mayShow(value, type) ? showing(value, value) : undefined;
}

function showing(stored: JsonValue, value: JsonValue): Split {
  return { stored, overflow: asFree(value), shown: true };
}

/** An array stays whole: all of it is stored when each element can be, or can be shown. */
function splitElements(elements: readonly JsonValue[], type: ColumnType): Split {
  const parts = elements.map((element) => split(element, type));
  if (parts.some((part) => part.overflow !== undefined && !part.shown)) return overflowing([...elements]);
  const stored = parts.map((part) => part.stored ?? null);
  const isExact = parts.every((part) => part.overflow === undefined);
  return isExact ? { stored, overflow: undefined } : showing(stored, [...elements]);
}

function overflowing(value: JsonValue): Split {
  return { stored: undefined, overflow: asFree(value) };
}

function splitMember(name: string, value: JsonValue, type: ColumnType | undefined): Split {
  return value === null && isMisread(name) ? overflowing(value) : split(value, type);
}

function splitMembers(object: JsonObject, divide: (name: string, member: JsonValue) => Split): Split {
  const stored: JsonObject = {};
  const overflow: JsonObject = {};
  let isShown = true;
  for (const [name, member] of Object.entries(object)) {
    const part = divide(name, member);
    if (part.stored !== undefined) setMember(stored, name, part.stored);
    if (part.overflow === undefined) continue;
    setMember(overflow, name, part.overflow);
    isShown &&= part.shown === true;
  }
  if (Object.keys(overflow).length === 0) return { stored, overflow: undefined };
  return { stored, overflow, ...(isShown ? { shown: true } : {}) };
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
