import { InvalidChangeRecord, quoted } from './invalid.ts';

/** Microseconds in the unit that `ApproximateCreationDateTimePrecision` names. */
const MICROS_PER_UNIT: ReadonlyMap<unknown, number> = new Map([
  ['MILLISECOND', 1_000],
  ['MICROSECOND', 1],
]);

/**
 * Normalises `ApproximateCreationDateTime` to whole microseconds since the epoch. The precision field decides; where
 * it is missing (tables that never had it, emulators) the size does: 10 digits are seconds, 13 milliseconds, 16
 * microseconds. Throws InvalidChangeRecord when it is not a time.
 */
export function microsecondsOf(time: unknown, precision: unknown): number {
  if (typeof time !== 'number' || !(time > 0)) {
    throw new InvalidChangeRecord('ApproximateCreationDateTime is missing or not a positive number');
  }
  const micros = Math.round(time * (MICROS_PER_UNIT.get(precision) ?? unitBySize(time)));
  if (Number.isSafeInteger(micros)) return micros;
  throw new InvalidChangeRecord(
    `ApproximateCreationDateTime is out of range with precision ${quoted(precision)}`,
  );
}

/** True where the time is in microseconds, by the rules of `microsecondsOf`. */
export function isInMicroseconds(time: unknown, precision: unknown): boolean {
  return (MICROS_PER_UNIT.get(precision) ?? (typeof time === 'number' ? unitBySize(time) : 0)) === 1;
}

/**
 * Refuses a change that is timed long after it arrived: for as long as its time lies ahead, nothing could be newer, and
 * its item would keep its content. `arrived` and `limit` in milliseconds. Throws InvalidChangeRecord.
 */
export function checkNotAhead(micros: number, arrived: number, limit: number): void {
  const ahead = micros / 1_000 - arrived;
  if (ahead <= limit) return;
  throw new InvalidChangeRecord(
    `its time is ${Math.round(ahead / 1000)} s after its arrival in Kinesis; max_seconds_ahead allows ${limit / 1000} s`,
  );
}

function unitBySize(time: number): number {
  if (time < 1e11) return 1_000_000;
  return time < 1e14 ? 1_000 : 1;
}
