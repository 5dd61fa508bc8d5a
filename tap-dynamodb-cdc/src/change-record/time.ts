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

function unitBySize(time: number): number {
  if (time < 1e11) return 1_000_000;
  return time < 1e14 ? 1_000 : 1;
}
