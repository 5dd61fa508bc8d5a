import type { ColumnType } from './column-type.ts';

/** Digits of 2^53 - 1, the version of the year 2255 in microseconds; a greater one has to fit by itself. */
const VERSION_DIGITS = 16;

/** True when a column of this type holds versions exactly, so that it can guard rows against older records. */
export function holdsVersions(type: ColumnType | undefined): boolean {
  if (type?.kind === 'numeric') return type.precision - type.scale >= VERSION_DIGITS;
  return type?.kind === 'bigint' || type?.kind === 'double';
}
