/**
 * A decimal number that a double cannot hold exactly, kept as its canonical literal. It appears only where a
 * JavaScript number would change the value: every other number is a plain `number`.
 */
export class Decimal {
  /** How often JSON.stringify met one. */
  static met = 0;
  readonly literal: string;

  /** `literal` must be canonical: the result of `canonicalDecimal`. */
  constructor(literal: string) {
    this.literal = literal;
  }

  toString(): string {
    return this.literal;
  }

  /** JSON.stringify cannot write it as the number that it is: who calls that finds here that it met one. */
  toJSON(): string {
    Decimal.met += 1;
    return this.literal;
  }
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** A double keeps every decimal of up to 15 significant digits (IEEE 754, DBL_DIG). */
const ALWAYS_EXACT = /^-?(?:[1-9]\d{0,14}|0)$/;

/** More digits than this are written with an exponent. DynamoDB numbers have up to 38 significant digits. */
const PLAIN_DIGITS = 40;

/**
 * The one spelling of a decimal number, valid as a JSON literal: no superfluous zeros, no plus sign, an exponent
 * (`1.5E+45`) only for numbers that would be longer than 40 digits. Two literals name the same number exactly
 * when their canonical forms are equal. Returns undefined when the text is not a finite decimal number.
 */
export function canonicalDecimal(text: string): string | undefined {
  if (ALWAYS_EXACT.test(text) && text !== '-0') return text;
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const scale = fraction.length - Number(exponent) - (digits.length - significant.length);
  return (sign === '-' ? '-' : '') + spell(significant, scale);
}

/** Spells `significant × 10^-scale`. */
function spell(significant: string, scale: number): string {
  if (scale <= 0 && significant.length - scale <= PLAIN_DIGITS) return significant + '0'.repeat(-scale);
  if (scale > 0 && scale < significant.length) {
    return `${significant.slice(0, -scale)}.${significant.slice(-scale)}`;
  }
  if (scale > 0 && scale <= PLAIN_DIGITS) return `0.${'0'.repeat(scale - significant.length)}${significant}`;
  const exponent = significant.length - scale - 1;
  const mantissa = significant.length === 1 ? significant : `${significant[0]}.${significant.slice(1)}`;
  return `${mantissa}E${exponent < 0 ? '' : '+'}${exponent}`;
}

/**
 * Reads a decimal literal without loss: a `number` when the double's shortest spelling is the same number, else a
 * `Decimal`. Returns undefined when the text is not a finite decimal number.
 */
export function parseDecimal(text: string): number | Decimal | undefined {
  const double = Number(text);
  // As most programs write the numbers that they calculated: in the fewest digits that make the double.
  if (String(double) === text && Number.isFinite(double)) return double;
  const canonical = canonicalDecimal(text);
  if (canonical === undefined) return undefined;
  return canonicalDecimal(String(double)) === canonical ? Number(canonical) : new Decimal(canonical);
}

/** True when a number is a whole number, whatever its size. */
export function isInteger(value: number | Decimal): boolean {
  if (typeof value === 'number') return Number.isInteger(value);
  return isWholeLiteral(value.literal);
}

/** A canonical literal is whole when it has no fraction left after applying its exponent. */
function isWholeLiteral(literal: string): boolean {
  const [mantissa = '', exponent] = literal.split('E');
  const fraction = mantissa.split('.')[1]?.length ?? 0;
  return fraction <= Number(exponent ?? 0);
}
