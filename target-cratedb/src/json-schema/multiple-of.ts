import { canonicalDecimal } from '@cdc-relay/singer';

/** Beyond this a double is not the number that the line holds, so nothing can be said of it. */
const EXACT_UNTIL = 2 ** 53;

/**
 * True when `value` is a multiple of `factor` as decimal numbers: 0.3 is one of 0.1, although the doubles are not.
 * Taps use `multipleOf` to say how many digits a number has.
 */
export function isMultipleOf(value: number, factor: number): boolean {
  if (!(factor > 0) || Math.abs(value) > EXACT_UNTIL) return true;
  const [a, b] = [scaled(value), scaled(factor)];
  if (a === undefined || b === undefined) return true;
  const scale = Math.max(a.scale, b.scale);
  const remainder = (a.digits * 10n ** BigInt(scale - a.scale)) % (b.digits * 10n ** BigInt(scale - b.scale));
  return remainder === 0n;
}

/** A number as `digits × 10^-scale`. */
function scaled(value: number): { digits: bigint; scale: number } | undefined {
  const match = /^(-?\d+)(?:\.(\d+))?(?:E([+-]\d+))?$/.exec(canonicalDecimal(String(value)) ?? '');
  if (match === null) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}
