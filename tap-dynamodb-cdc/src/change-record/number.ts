import { type Decimal, parseDecimal } from '@cdc-relay/singer';
import { InvalidChangeRecord } from './invalid.ts';

/** DynamoDB: up to 38 significant digits, magnitudes from 1E-130 to 9.99…E+125. */
const MAX_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;

/** Most numbers. A double keeps every decimal of up to 15 significant digits (IEEE 754), and is in range. */
const SHORT = /^(?:0|-?[1-9]\d*)$|^-?(?:0|[1-9]\d*)\.\d*[1-9]$/;
const SHORT_CHARACTERS = 15;

/** Longest text worth looking at; the longest number without an exponent has some 170 characters. */
const MAX_CHARACTERS = 400;

/**
 * Reads a DynamoDB number without loss: a plain number when a double is exact, else a `Decimal`. Throws
 * InvalidChangeRecord for text that is no number and for numbers that DynamoDB cannot hold.
 */
export function decodeNumber(text: unknown): number | Decimal {
  if (typeof text !== 'string' || text.length > MAX_CHARACTERS) throw notANumber();
  if (text.length <= SHORT_CHARACTERS && SHORT.test(text)) return Number(text);
  const value = parseDecimal(text);
  if (value === undefined) throw notANumber();
  if (!inRange(value)) throw new InvalidChangeRecord('a number is outside the range of DynamoDB');
  return value === 0 ? 0 : value;
}

/** Canonical literals of numbers this large or small carry an exponent, behind one digit before the point. */
function inRange(value: number | Decimal): boolean {
  const exponent = Number(/e(.*)$/i.exec(String(value))?.[1] ?? 0);
  if (exponent > MAX_EXPONENT || exponent < MIN_EXPONENT) return false;
  return typeof value === 'number' || significantDigits(value.literal) <= MAX_DIGITS;
}

/** Counts the digits between the first and the last that is not zero, of a decimal literal. */
export function significantDigits(literal: string): number {
  const mantissa = literal.replace(/[eE].*$/, '').replace(/[-+.]/g, '');
  return mantissa.replace(/^0+/, '').replace(/0+$/, '').length;
}

function notANumber(): InvalidChangeRecord {
  return new InvalidChangeRecord('a value of type N or NS is not a decimal number');
}

/** Orders numbers by value, exactly. */
export function compareNumbers(a: number | Decimal, b: number | Decimal): number {
  const difference = Number(String(a)) - Number(String(b));
  return difference !== 0 ? difference : compareExactly(parts(String(a)), parts(String(b)));
}

interface Parts {
  readonly digits: bigint;
  readonly exponent: number;
}

/** A canonical literal as `digits × 10^exponent`. */
function parts(literal: string): Parts {
  const [mantissa = '', exponent = '0'] = literal.toUpperCase().split('E');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

function compareExactly(a: Parts, b: Parts): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.digits * 10n ** BigInt(a.exponent - exponent);
  const right = b.digits * 10n ** BigInt(b.exponent - exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}
