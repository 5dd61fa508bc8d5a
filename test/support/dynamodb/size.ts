import { parseDecimal } from './decimal.ts';
import type { AttributeValue, Item } from './item.ts';

const CONTAINER = 3;
const ENTRY = 1;

/**
 * The size of an item in bytes as DynamoDB counts it: for every attribute the UTF-8 bytes of its name and of
 * its value. A change record's SizeBytes is the sum over Keys, NewImage and OldImage; checked on real records.
 */
export function itemSize(item: Item): number {
  return sum(Object.entries(item), ([name, value]) => Buffer.byteLength(name) + valueSize(value));
}

function valueSize(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return numberSize(value.N);
  if ('B' in value) return value.B.length;
  if ('M' in value) return CONTAINER + ENTRY * Object.keys(value.M).length + itemSize(value.M);
  if ('L' in value) return CONTAINER + ENTRY * value.L.length + sum(value.L, valueSize);
  if ('SS' in value) return sum(value.SS, (text) => Buffer.byteLength(text));
  if ('NS' in value) return sum(value.NS, numberSize);
  if ('BS' in value) return sum(value.BS, (bytes) => bytes.length);
  return 1; // BOOL and NULL
}

/** Two significant digits a byte, one byte for the exponent, one for a minus; zero takes one. */
function numberSize(text: string): number {
  const { negative, digits } = parseDecimal(text);
  return Math.ceil(digits.length / 2) + 1 + (negative ? 1 : 0);
}

function sum<T>(values: readonly T[], size: (value: T) => number): number {
  return values.reduce((total, value) => total + size(value), 0);
}
