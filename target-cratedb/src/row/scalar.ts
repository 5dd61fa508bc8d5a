import { Decimal, isInteger, type JsonValue } from '@cdc-relay/singer';

/** CrateDB refuses longer text in an indexed column (Lucene's limit for a term). */
const LONGEST_TEXT_BYTES = 32_766;

/** 2^63 - 1 and -2^63 themselves are refused by CrateDB 6.4 when they come as members of an object. */
const BIGINT_LIMIT = 2n ** 63n - 1n;

const ISO_DATE_TIME = /^(\d{4})-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.(\d+))?)?(?:Z|[+-]\d\d:?\d\d)?$/;

/** True when an indexed TEXT column keeps the value. */
export function isIndexableText(value: JsonValue): value is string {
  if (typeof value !== 'string' || !value.isWellFormed()) return false;
  return value.length * 3 <= LONGEST_TEXT_BYTES || Buffer.byteLength(value) <= LONGEST_TEXT_BYTES;
}

/** True when BIGINT keeps the value exactly. */
export function isBigint(value: JsonValue): boolean {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) || (isInteger(value) && inBigintRange(value));
  return value instanceof Decimal && isInteger(value) && inBigintRange(value.literal);
}

function inBigintRange(value: number | string): boolean {
  if (typeof value === 'string' && value.includes('E')) return false;
  const integer = BigInt(value);
  return integer > -BIGINT_LIMIT && integer < BIGINT_LIMIT;
}

/** True when NUMERIC(precision, scale) keeps every digit of the value. */
export function isNumeric(value: JsonValue, precision: number, scale: number): boolean {
  if (typeof value !== 'number' && !(value instanceof Decimal)) return false;
  const match = /^-?(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/i.exec(value.toString());
  if (match === null) return false;
  const exponent = Number(match[3] ?? 0);
  const whole = (match[1] ?? '').replace(/^0+/, '').length + exponent;
  const fraction = (match[2]?.length ?? 0) - exponent;
  return whole <= precision - scale && fraction <= scale;
}

/** What a TIMESTAMP column makes of a date-time: `exact` when milliseconds are enough, `rounded` when more is lost. */
export function timestampFit(value: JsonValue): 'exact' | 'rounded' | undefined {
  const match = typeof value === 'string' ? ISO_DATE_TIME.exec(value) : null;
  if (match === null || Number.isNaN(Date.parse(value as string))) return undefined;
  return /[1-9]/.test(match[2]?.slice(3) ?? '') ? 'rounded' : 'exact';
}
