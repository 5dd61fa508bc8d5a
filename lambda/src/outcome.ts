import type { SourceRecord } from 'tap-dynamodb-cdc';

/** What became of the records of an invocation. */
export interface Outcome {
  /** The first record that is not in CrateDB; undefined when all are. */
  readonly pending: SourceRecord | undefined;
  /** Why something is pending. */
  readonly fault: unknown;
  /** Rows that were written or deleted. */
  readonly rows: number;
  /** Records that something newer in CrateDB made superfluous. */
  readonly stale: number;
  /** Dead letters. */
  readonly bad: number;
}

/** The outcome of an invocation that could not begin. */
export function nothingDone([pending]: readonly SourceRecord[], fault: unknown): Outcome {
  return { pending, fault, rows: 0, stale: 0, bad: 0 };
}

/** What CloudWatch counts of an invocation. */
export interface FunctionMetrics {
  readonly Records: number;
  readonly Rows: number;
  readonly StaleRecords: number;
  readonly BadRecords: number;
  readonly PendingRecords: number;
  /** Milliseconds since the first pending record arrived in the stream; since the newest one, when none is pending. */
  readonly MillisecondsBehind: number;
}

/** The metrics of an invocation with some records; `now` in milliseconds since the epoch. */
export function metricsOf(records: readonly SourceRecord[], outcome: Outcome, now: number): FunctionMetrics {
  const { pending, rows, stale, bad } = outcome;
  const open = pending === undefined ? 0 : records.length - records.indexOf(pending);
  const arrived = (pending ?? records.at(-1))?.arrived?.getTime() ?? now;
  return {
    Records: records.length,
    Rows: rows,
    StaleRecords: stale,
    BadRecords: bad,
    PendingRecords: open,
    MillisecondsBehind: Math.max(0, now - arrived),
  };
}
