import { LosslessNumber } from 'lossless-json';
import { canonicalDecimal, compareDecimals } from './decimal.ts';
import type { AttributeValue, Item } from './item.ts';

/** What a row should hold: JSON's values, with every number as exact, canonical decimal text. */
type Expected =
  | null
  | boolean
  | string
  | LosslessNumber
  | readonly Expected[]
  | { readonly [name: string]: Expected };

export interface ExpectedRow {
  readonly [name: string]: Expected;
}

/**
 * The row that an item should become. Binaries are base64 text. Sets are sorted arrays: SS by UTF-16 code
 * units (JavaScript's own order), NS by value, BS by their base64 text. Nothing of the product is used.
 */
export function expectedRow(item: Item): ExpectedRow {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, expectedValue(value)]));
}

function expectedValue(value: AttributeValue): Expected {
  if ('S' in value) return value.S;
  if ('N' in value) return number(value.N);
  if ('B' in value) return base64(value.B);
  if ('BOOL' in value) return value.BOOL;
  if ('M' in value) return expectedRow(value.M);
  if ('L' in value) return value.L.map(expectedValue);
  if ('SS' in value) return [...value.SS].sort();
  if ('NS' in value) return [...value.NS].sort(compareDecimals).map(number);
  if ('BS' in value) return value.BS.map(base64).sort();
  return null;
}

function number(text: string): LosslessNumber {
  return new LosslessNumber(canonicalDecimal(text));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
