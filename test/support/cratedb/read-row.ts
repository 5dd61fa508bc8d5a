import { isLosslessNumber, LosslessNumber } from 'lossless-json';

/** A row as a reader of the table sees it: columns by name, numbers as LosslessNumber. */
export type ReadRow = Readonly<Record<string, unknown>>;

/** Text in the overflow column that is a number which no column could hold. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:E[+-]\d+)?$/;

/**
 * Puts what is in `_sdc_overflow` back in its place, as the documentation says: the overflow holds
 * values under the names of the item's attributes (only half a surrogate pair is encoded in them); columns and what is
 * nested in the overflow have percent-encoded names.
 */
export function withOverflow(row: ReadRow): ReadRow {
  const { _sdc_overflow: overflow, ...columns } = row;
  const decoded = Object.entries(columns).map(([name, value]) => [decodeName(name), value] as const);
  const nested = Object.entries(overflow ?? {}).map(
    ([name, value]) => [decodeHalves(name), decodeNested(value)] as const,
  );
  return merge(Object.fromEntries(decoded), Object.fromEntries(nested)) as ReadRow;
}

function decodeNested(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeNested);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [decodeName(name), decodeNested(member)]),
  );
}

function decodeName(column: string): string {
  return column.replace(/%(D[89A-F][0-9A-F]{2}|[0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function decodeHalves(attribute: string): string {
  return attribute.replace(/%D[89A-F][0-9A-F]{2}/g, decodeName);
}

function merge(stored: unknown, overflow: unknown): unknown {
  if (isObject(stored) && isObject(overflow)) {
    const names = [...new Set([...Object.keys(stored), ...Object.keys(overflow)])];
    return Object.fromEntries(
      names.map((name) => [
        name,
        Object.hasOwn(overflow, name) ? merge(stored[name], overflow[name]) : stored[name],
      ]),
    );
  }
  return numbersOf(overflow);
}

function numbersOf(value: unknown): unknown {
  if (typeof value === 'string') return isLostNumber(value) ? new LosslessNumber(value) : value;
  if (Array.isArray(value)) return value.map(numbersOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, numbersOf(member)]));
}

/** Short numbers keep their type in the overflow; only those with many digits become text. */
function isLostNumber(text: string): boolean {
  return NUMBER.test(text) && (text.replace(/\D/g, '').length > 15 || text.includes('E'));
}

function isObject(value: unknown): value is ReadRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}
