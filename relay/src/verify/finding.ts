import type { ComparedRow } from 'target-cratedb';

/** How a row differs from its source. */
export type FindingKind = 'missing' | 'extra' | 'different';

/** A difference that has stayed although the pipeline has passed the moment at which it was seen. */
export interface Finding {
  readonly table: string;
  readonly kind: FindingKind;
  /** The key's values as texts. */
  readonly key: readonly string[];
  readonly differences: ComparedRow['differences'];
  /** The version of the row, in microseconds; undefined where it has none. */
  readonly version: number | undefined;
}

/** What was found in a table, and what it took. */
export interface TableReport {
  readonly table: string;
  items: number;
  rows: number;
  equal: number;
  /** Rows that were looked at again, as they differed at first. */
  suspected: number;
  undecided: number;
  readonly findings: Finding[];
  repaired: number;
  readUnits: number;
  seconds: number;
  /** The part of the items that was looked at. */
  readonly sample: number;
  /** The probability that an extra row was not noticed. */
  missedExtra: number;
}

/** A report of a table of which nothing was read yet. */
export function emptyReport(table: string, sample: number): TableReport {
  const none = {
    items: 0,
    rows: 0,
    equal: 0,
    suspected: 0,
    undecided: 0,
    repaired: 0,
    readUnits: 0,
    seconds: 0,
  };
  return { table, ...none, findings: [], sample, missedExtra: 0 };
}

/** 0 when all is equal or repaired, 1 with differences, 3 where something could not be decided. */
export function exitCodeOf(reports: readonly TableReport[]): number {
  if (reports.some(({ findings, repaired }) => findings.length > repaired)) return 1;
  return reports.some(({ undecided }) => undecided > 0) ? 3 : 0;
}
