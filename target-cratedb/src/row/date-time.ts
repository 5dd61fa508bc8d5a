import type { JsonValue } from '@cdc-relay/singer';

/** A date-time as a TIMESTAMP column accepts it. */
export interface DateTime {
  /** In UTC, with milliseconds. */
  readonly text: string;
  /** False when the original has more than milliseconds. */
  readonly isExact: boolean;
}

/** What nearly every tap sends. */
const PLAIN = /^\d{4}-\d\d-(\d\d)T(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,3})?Z$/;

/** Everything else that names one instant: also a blank for the T, an odd offset, no seconds, no zone (UTC). */
const TOLERATED =
  /^(\d{4}-\d\d-(\d\d))(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?)? ?(?:Z|z|UTC|([+-]\d\d)(?::?(\d\d))?)?$/;

const LAST_DAY_OF_EVERY_MONTH = 28;

/** True when a TIMESTAMP column keeps the date-time exactly, as it is spelled. */
export function isPlainDateTime(value: JsonValue): boolean {
  const match = typeof value === 'string' ? PLAIN.exec(value) : null;
  if (match === null || Number.isNaN(Date.parse(value as string))) return false;
  return isDay(match[1]) || existsDay((value as string).slice(0, 10));
}

/** Reads a date-time in any tolerated spelling; undefined when it names no instant (2024-02-30, 23:59:60). */
export function readDateTime(value: JsonValue): DateTime | undefined {
  const match = typeof value === 'string' ? TOLERATED.exec(value) : null;
  if (match === null) return undefined;
  const [, date = '', day, time = '00:00', seconds = '00', fraction = '', hours, minutes = '00'] = match;
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const instant = Date.parse(`${date}T${time}:${seconds}.${millis}${zone}`);
  if (Number.isNaN(instant) || /^24/.test(time) || !(isDay(day) || existsDay(date))) return undefined;
  const text = new Date(instant).toISOString();
  return { text, isExact: !/[1-9]/.test(fraction.slice(3)) };
}

/** The one spelling of an instant: in UTC, with milliseconds, and with further digits where there are any. */
export function exactDateTime(value: JsonValue): string | undefined {
  const time = readDateTime(value);
  if (time === undefined || time.isExact) return time?.text;
  const digits = /[.,]\d{3}(\d*[1-9])/.exec(String(value))?.[1] ?? '';
  return `${time.text.slice(0, -1)}${digits}Z`;
}

/** A day that every month has. */
function isDay(day: string | undefined): boolean {
  return Number(day) <= LAST_DAY_OF_EVERY_MONTH;
}

/** JavaScript takes 2024-02-30 for March 1. */
function existsDay(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00.000Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}
