import { Decimal, isJsonObject, type JsonValue } from '@cdc-relay/singer';
import type { ColumnType } from '../column/column-type.ts';
import { isMisread, nestedName } from '../column/names.ts';
import { isPlainDateTime } from './date-time.ts';
import { otherFits } from './other-types.ts';
import { isBigint, isReal, isSmallInteger, isText } from './scalar.ts';

/**
 * True when a column keeps the value exactly as it is in JSON, so that it can be sent as it is. CrateDB would
 * cast, round or drop silently what does not fit (2.5 into BIGINT becomes 2), hence this check on every value.
 */
export function fits(value: JsonValue, type: ColumnType): boolean {
  if (value === null) return true;
  switch (type.kind) {
    case 'text':
      return isText(value, type);
    case 'bigint':
      return isBigint(value);
    case 'double':
      return typeof value === 'number';
    case 'integer':
      return isSmallInteger(value, type.bits);
    case 'real':
      return isReal(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'timestamp':
      return isPlainDateTime(value);
    case 'numeric':
      return false;
    case 'array':
      return Array.isArray(value) && allFit(value, type.of);
    case 'object':
      return isJsonObject(value) && membersFit(value, type.members);
    case 'free':
      return (
        isJsonObject(value) && Object.entries(value).every(([name, member]) => keeps(type, name, member))
      );
    case 'other':
      return otherFits(value, type);
  }
}

function allFit(elements: readonly JsonValue[], type: ColumnType): boolean {
  for (const element of elements) if (!fits(element, type)) return false;
  return true;
}

function membersFit(
  object: { readonly [name: string]: JsonValue },
  members: ReadonlyMap<string, ColumnType>,
): boolean {
  for (const name in object) {
    const type = members.get(name);
    if (type === undefined || !memberFits(name, object[name] ?? null, type)) return false;
  }
  return true;
}

/** True when an OBJECT(IGNORED) keeps a member exactly: by its type where someone has declared it. */
export function keeps(
  { members, inArray }: Extract<ColumnType, { kind: 'free' }>,
  name: string,
  value: JsonValue,
): boolean {
  const type = members.get(name);
  if (type !== undefined) return memberFits(name, value, type);
  if (inArray && members.size > 0) return false;
  return isWellFormed(name) && (value === null ? !isMisread(name) : isFree(value));
}

function memberFits(name: string, value: JsonValue, type: ColumnType): boolean {
  return value === null ? !isMisread(name) : fits(value, type);
}

/** From here on JSON.stringify writes numbers with an exponent, and CrateDB reads those as doubles. */
const EXPONENT_FROM = 1e21;

/**
 * True when a member of an OBJECT(IGNORED) is kept exactly: not integers of 64 bit and more, numbers beyond a double,
 * broken text, nor every name of a nested object.
 */
export function isFree(value: JsonValue): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number')
    return !Number.isInteger(value) || Math.abs(value) >= EXPONENT_FROM || isBigint(value);
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Decimal) return false;
  return (
    Object.values(value).every(isFree) &&
    (Array.isArray(value) ||
      Object.keys(value).every((name) => isWellFormed(name) && nestedName(name) === name))
  );
}

function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}
