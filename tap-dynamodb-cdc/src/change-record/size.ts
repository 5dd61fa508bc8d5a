import { significantDigits } from './number.ts';

/** How often the binary values of a change record are base64-encoded. AWS does it twice, emulators once. */
export type BinaryEncoding = 'single' | 'double';

type SizeOf = (value: never, encoding: BinaryEncoding) => number;

/**
 * The bytes that DynamoDB counts for the attributes of an image: names and values, found to agree with `SizeBytes`
 * (keys, new and old image together) of real change records. NaN when binaries are not encoded in that way. Throws
 * TypeError for values of the wrong type.
 */
export function imageSize(image: object, encoding: BinaryEncoding): number {
  return sum(Object.entries(image), ([name, value]) => Buffer.byteLength(name) + valueSize(value, encoding));
}

function valueSize(attribute: object, encoding: BinaryEncoding): number {
  return sum(Object.entries(attribute), ([type, value]) => {
    const size = SIZES.get(type);
    return size === undefined ? Number.NaN : size(value as never, encoding);
  });
}

const SIZES: ReadonlyMap<string, SizeOf> = new Map<string, SizeOf>([
  ['S', (text: string) => Buffer.byteLength(text)],
  ['N', numberSize],
  ['B', binarySize],
  ['BOOL', () => 1],
  ['NULL', () => 1],
  ['M', (map: object, encoding) => 3 + Object.keys(map).length + imageSize(map, encoding)],
  ['L', (list: object[], encoding) => 3 + list.length + sum(list, (value) => valueSize(value, encoding))],
  ['SS', (texts: string[]) => sum(texts, (text) => Buffer.byteLength(text))],
  ['NS', (numbers: string[]) => sum(numbers, numberSize)],
  ['BS', (binaries: string[], encoding) => sum(binaries, (binary) => binarySize(binary, encoding))],
]);

/** Two digits share a byte; one more byte for the exponent, and one for the sign of a negative number. */
function numberSize(literal: string): number {
  return Math.ceil(significantDigits(literal) / 2) + 1 + (literal.startsWith('-') ? 1 : 0);
}

function binarySize(base64: string, encoding: BinaryEncoding): number {
  const once = Buffer.from(base64, 'base64');
  if (encoding === 'single') return once.length;
  const inner = once.toString('latin1');
  return isBase64(inner) ? Buffer.from(inner, 'base64').length : Number.NaN;
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** True for text in base64 with its padding. */
export function isBase64(text: unknown): text is string {
  return typeof text === 'string' && text.length % 4 === 0 && BASE64.test(text);
}

function sum<T>(values: readonly T[], size: (value: T) => number): number {
  return values.reduce((total, value) => total + size(value), 0);
}
