import { parse as parseLossless } from 'lossless-json';
import { parseDecimal } from './decimal.ts';
import type { JsonValue } from './value.ts';

/**
 * A number that JSON.parse might change: one with an exponent, 17 or more digits, 16 digits with a point, or a
 * whole number of 16 digits beyond 2^53. Microsecond timestamps (16 digits) stay below. A match inside a string
 * only costs the slower parser.
 */
const MAY_LOSE_DIGITS =
  /(?:^|[:,[])\s*-?(?:\d+(?:\.\d+)?[eE]|\d(?:\.?\d){16}|9\d{15}|(?=\d+\.)\d(?:\.?\d){15})/;

/**
 * Reads JSON text without losing digits: numbers that a double cannot hold become `Decimal`. Text without such
 * numbers takes the native parser. Throws SyntaxError when the text is not JSON, RangeError when it nests too deep.
 */
export function parseJson(text: string): JsonValue {
  if (!MAY_LOSE_DIGITS.test(text)) return JSON.parse(text) as JsonValue;
  return parseLossless(text, undefined, { parseNumber: readNumber, onDuplicateKey: lastWins }) as JsonValue;
}

function readNumber(literal: string): JsonValue {
  const number = parseDecimal(literal);
  if (number === undefined) throw new SyntaxError(`not a number: ${literal.slice(0, 50)}`);
  return number;
}

/** As JSON.parse does it. */
function lastWins({ newValue }: { newValue: unknown }): unknown {
  return newValue;
}
