import { Misfit } from './misfit.ts';

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * Rounds a decimal, away from zero when half way, to `scale` digits after the point. A Misfit when it is no
 * decimal or has more than `precision` digits then.
 */
export function roundDecimal(text: string, precision: number, scale: number): string {
  const match = DECIMAL.exec(text);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (match === null || whole + fraction === '') throw new Misfit('no decimal');
  const digits = scaled(BigInt(whole + fraction), Number(exponent) - fraction.length + scale);
  if (digits.length > precision) throw new Misfit('too many digits');
  const padded = digits.padStart(scale + 1, '0');
  const point = padded.length - scale;
  const rounded = scale === 0 ? padded : `${padded.slice(0, point)}.${padded.slice(point)}`;
  return sign === '-' && digits !== '0' ? `-${rounded}` : rounded;
}

/** A whole number times ten to a power, rounded to a whole number. */
function scaled(number: bigint, power: number): string {
  if (power >= 0) return String(number * 10n ** BigInt(power));
  const divisor = 10n ** BigInt(-power);
  return String((number + divisor / 2n) / divisor);
}
