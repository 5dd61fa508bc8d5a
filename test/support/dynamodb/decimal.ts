/** A decimal number: ±digits × 10^exponent, digits without leading or trailing zeros, '' for zero. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Takes decimal text apart, exactly. @throws RangeError when it is not a number. */
export function parseDecimal(text: string): Decimal {
  const [matched, sign, whole = '', fraction = '', power = '0'] = SYNTAX.exec(text) ?? [];
  const written = `${whole}${fraction}`;
  if (matched === undefined || written === '') throw new RangeError(`not a decimal number: ${text}`);
  const trimmed = written.replace(/0+$/, '');
  const digits = trimmed.replace(/^0+/, '');
  const exponent = Number(power) - fraction.length + written.length - trimmed.length;
  return digits === '' ? ZERO : { negative: sign === '-', digits, exponent };
}

const ZERO: Decimal = { negative: false, digits: '', exponent: 0 };

/** The one plain text of a number, without exponent or needless zeros: `6.30e1` and `063` give `63`. */
export function canonicalDecimal(text: string): string {
  const { negative, digits, exponent } = parseDecimal(text);
  const sign = negative ? '-' : '';
  if (exponent >= 0) return `${sign}${digits || '0'}${'0'.repeat(exponent)}`;
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** Compares the values of two decimal texts, exactly: negative, 0 or positive, for sorting. */
export function compareDecimals(a: string, b: string): number {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  const exponent = Math.min(left.exponent, right.exponent);
  const difference = scaled(left, exponent) - scaled(right, exponent);
  return difference < 0n ? -1 : Number(difference > 0n);
}

function scaled({ negative, digits, exponent }: Decimal, smallest: number): bigint {
  const size = BigInt(digits || '0') * 10n ** BigInt(exponent - smallest);
  return negative ? -size : size;
}
