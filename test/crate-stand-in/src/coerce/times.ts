import { isNumber, type Json, numberOf } from './json.ts';
import { Misfit } from './misfit.ts';
import { isInteger } from './numbers.ts';

const ISO =
  /^(-?\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Casts to a time in milliseconds since 1970: ISO 8601, milliseconds, or (as a decimal) seconds. */
export function toTimestamp(value: Json): Json {
  if (typeof value === 'string')
    return numberOf(BigInt(/^-?\d+$/.test(value) ? value : millisecondsOf(value)));
  if (!isNumber(value)) throw new Misfit('no time');
  if (isInteger(value.value)) return value;
  return numberOf(BigInt(Math.trunc(Number(value.value) * SECOND)));
}

function millisecondsOf(text: string): number {
  const match = ISO.exec(text);
  if (match === null) throw new Misfit('no time');
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)));
  const isReal = date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
  if (!isReal || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) throw new Misfit('no time');
  return date.getTime() - offsetOf(zone);
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''));
  return (zone.startsWith('-') ? -minutes : minutes) * MINUTE;
}

/** A time as PostgreSQL reads it: years before 1 as BC. */
export function timestampText(milliseconds: string): string {
  const date = new Date(Number(milliseconds));
  const year = date.getUTCFullYear();
  const shown = String(year > 0 ? year : 1 - year).padStart(4, '0');
  const rest = date
    .toISOString()
    .replace(/^[+-]?\d+/, '')
    .replace('T', ' ')
    .replace('Z', '+00');
  return `${shown}${rest}${year > 0 ? '' : ' BC'}`;
}
