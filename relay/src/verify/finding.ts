import type { JsonValue } from '@cdc-relay/singer';
import type { ComparedRow } from 'target-cratedb';
import type { VerifyOptions } from './options.ts';

type Looking = Pick<VerifyOptions, 'sample' | 'keys'>;

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

/** What a report says of a finding: values, or what they are; the key, or its hash. */
export type ShownFinding = {
  kind: FindingKind;
  key: string[] | string;
  differences: { attribute: string; source: JsonValue; row: JsonValue }[];
};

/** The export that items were read from, and as of when: an ISO time. */
export type ReportedExport = { place: string; asOf: string };

/** What a run looks at. */
type Coverage = 'all' | 'sample' | 'keys';

/** What was found in a table, and what it took. */
export interface TableReport {
  readonly table: string;
  items: number;
  rows: number;
  equal: number;
  missing: number;
  extra: number;
  different: number;
  /** Rows that were looked at again, as they differed at first. */
  suspected: number;
  undecided: number;
  repaired: number;
  /** Findings that are only counted: the list has a limit. */
  unlisted: number;
  readUnits: number;
  seconds: number;
  /** What was looked at: all items and rows, a random part of the items, or the keys of a file. */
  readonly coverage: Coverage;
  /** Null where the items were read from the table itself. */
  readonly export: ReportedExport | null;
  /** The part of the items that was looked at; 0 where keys were named. */
  readonly sample: number;
  /** The probability that an extra row was not noticed. */
  missedExtra: number;
  readonly findings: ShownFinding[];
}

/** A report of a table of which nothing was read yet. */
export function emptyReport(
  table: string,
  { sample, keys }: Looking,
  from: ReportedExport | null = null,
): TableReport {
  const coverage = keys === undefined ? (sample < 1 ? 'sample' : 'all') : 'keys';
  const counts = { items: 0, rows: 0, equal: 0, missing: 0, extra: 0, different: 0 };
  const outcome = { suspected: 0, undecided: 0, repaired: 0, unlisted: 0 };
  return {
    table,
    coverage,
    export: from,
    sample: coverage === 'keys' ? 0 : sample,
    ...counts,
    ...outcome,
    readUnits: 0,
    seconds: 0,
    missedExtra: 0,
    findings: [],
  };
}

/** 0 when all is equal or repaired, 1 with differences, 3 where something could not be decided. */
export function exitCodeOf(reports: readonly TableReport[]): number {
  if (reports.some((report) => differing(report) > report.repaired)) return 1;
  return reports.some(({ undecided }) => undecided > 0) ? 3 : 0;
}

function differing({ missing, extra, different }: TableReport): number {
  return missing + extra + different;
}
