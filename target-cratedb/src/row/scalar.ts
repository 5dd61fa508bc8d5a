import { canonicalDecimal, Decimal, isInteger, type JsonValue } from '@cdc-relay/singer';

/** CrateDB refuses longer text in an indexed column (Lucene's limit for a term). */
const MAX_TEXT_BYTES = 32_766;

/** 2^63 - 1 and -2^63 themselves are refused by CrateDB 6.4 when they come as members of an object. */
const BIGINT_LIMIT = 2n ** 63n - 1n;

/** True when a TEXT column keeps the value: indexed text is limited in bytes, VARCHAR(n) in characters. */
export function isText(
  value: JsonValue,
  { length, unlimited }: { length?: number; unlimited?: true },
): boolean {
  if (typeof value !== 'string' || !value.isWellFormed()) return false;
  if (length !== undefined && value.length > length) return false;
  if (unlimited) return true;
  return value.length * 3 <= MAX_TEXT_BYTES || Buffer.byteLength(value) <= MAX_TEXT_BYTES;
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

/** True when an integer column of this many bits keeps the value. */
export function isSmallInteger(value: JsonValue, bits: number): boolean {
  const limit = 2 ** (bits - 1);
  return Number.isInteger(value) && Number(value) >= -limit && Number(value) < limit;
}

/** A 32-bit float needs at most this many significant digits to differ from its neighbours (IEEE 754). */
const REAL_DIGITS = [6, 7, 8, 9];

/** True when REAL keeps the value: it is the shortest decimal of its float, which is what CrateDB prints. */
export function isReal(value: JsonValue): boolean {
  if (typeof value !== 'number') return false;
  const float = Math.fround(value);
  const isNormal = value === 0 || (Math.abs(value) > 1e-37 && Math.abs(value) < 3e38);
  const digits = REAL_DIGITS.find((count) => Math.fround(Number(float.toPrecision(count))) === float);
  return isNormal && digits !== undefined && Number(float.toPrecision(digits)) === value;
}

/** The value as digits when NUMERIC(precision, scale) keeps every one of them; numbers also come as text. */
export function numericText(value: JsonValue, precision: number, scale: number): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string' && !(value instanceof Decimal)) return undefined;
  const text = canonicalDecimal(String(value));
  const match = /^-?(\d+)(?:\.(\d+))?$/.exec(text ?? '');
  if (match === null) return undefined;
  const whole = (match[1] ?? '').replace(/^0+/, '').length;
  return whole <= precision - scale && (match[2] ?? '').length <= scale ? text : undefined;
}
