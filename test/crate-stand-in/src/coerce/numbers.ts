import { roundDecimal } from './decimal.ts';
import { isNumber, type Json, numberOf } from './json.ts';
import { Misfit } from './misfit.ts';

const INTEGER_RANGES = {
  // The outermost values of 64 bits are CrateDB's marks for missing values: it refuses them.
  bigint: [-(2n ** 63n) + 1n, 2n ** 63n - 2n],
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  smallint: [-(2n ** 15n), 2n ** 15n - 1n],
  byte: [-(2n ** 7n), 2n ** 7n - 1n],
} as const;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Casts to an integer type: decimals are cut, digits in a text are read, all else is a misfit. */
export function toInteger(value: Json, type: keyof typeof INTEGER_RANGES): Json {
  const integer = integerOf(value);
  const [least, most] = INTEGER_RANGES[type];
  if (integer < least || integer > most) throw new Misfit(`${integer} is no ${type}`);
  return numberOf(integer);
}

function integerOf(value: Json): bigint {
  if (isNumber(value)) return isInteger(value.value) ? BigInt(value.value) : cut(Number(value.value));
  if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) return BigInt(value.replace('+', ''));
  throw new Misfit('no integer');
}

function cut(value: number): bigint {
  if (!Number.isFinite(value)) throw new Misfit('no integer');
  return BigInt(Math.trunc(value));
}

/** Whether a JSON number is written as an integer. */
export function isInteger(digits: string): boolean {
  return /^-?\d+$/.test(digits);
}

/** Casts to a double. What JSON has no number for is a text, as CrateDB has it within objects. */
export function toDouble(value: Json): Json {
  return doubleJson(doubleOf(value));
}

/** Casts to a float of 32 bits; CrateDB refuses those that are too large. */
export function toReal(value: Json): Json {
  const double = doubleOf(value);
  const real = Math.fround(double);
  if (Number.isFinite(double) && !Number.isFinite(real)) throw new Misfit('beyond real');
  return doubleJson(real);
}

function doubleOf(value: Json): number {
  if (isNumber(value)) return Number(value.value);
  if (typeof value !== 'string') throw new Misfit('no number');
  const text = value.trim();
  if (DECIMAL.test(text) || /^[+-]?(?:NaN|Infinity)$/.test(text)) return Number(text);
  throw new Misfit('no number');
}

/** A double as JSON. */
export function doubleJson(value: number): Json {
  if (!Number.isFinite(value)) return String(value);
  return numberOf(Object.is(value, -0) ? '-0.0' : String(value));
}

/**
 * Casts to NUMERIC. Texts are exact; CrateDB reads a JSON number as a 64-bit integer (which wraps around) or
 * as a double (which rounds) before it becomes a NUMERIC.
 */
export function toNumeric(value: Json, precision: number, scale: number): Json {
  return numberOf(roundDecimal(numericText(value), precision, scale));
}

function numericText(value: Json): string {
  if (typeof value === 'string') return value;
  if (!isNumber(value)) throw new Misfit('no number');
  return isInteger(value.value)
    ? String(BigInt.asIntN(64, BigInt(value.value)))
    : String(Number(value.value));
}
