/**
 * What is known of a shard's reading in time, in milliseconds since the epoch by Kinesis' clock: when the record of
 * the bookmark arrived, and until when everything that arrived was emitted (a quiet shard is read without records).
 */
export interface ReadTimes {
  readonly arrived?: number | undefined;
  readonly until?: number | undefined;
}

/** A quiet shard's time moves only in steps of this length, so that an idle tap does not print STATE after STATE. */
export const QUIET_STEP_MS = 15 * 60_000;

/** What a page says about the times. */
export interface PageTimes {
  /** When its last record arrived. */
  readonly arrived: number | undefined;
  /** Everything that arrived before this was read, says Kinesis (MillisBehindLatest); undefined: it does not say. */
  readonly until: number | undefined;
}

/** The times after one more page was emitted. */
export function timesAfter(times: ReadTimes, page: PageTimes): ReadTimes {
  const arrived = page.arrived ?? times.arrived;
  const before = readUntil({ arrived, until: times.until });
  const { until } = page;
  const moves = until !== undefined && (before === undefined || until - before >= QUIET_STEP_MS);
  return { arrived, until: moves ? until : times.until };
}

/** Until when the shard was read; undefined when nothing is known. */
export function readUntil({ arrived, until }: ReadTimes): number | undefined {
  if (arrived === undefined) return until;
  return until === undefined ? arrived : Math.max(arrived, until);
}

/**
 * Whether records may be lost when Kinesis no longer has the record of a bookmark. A record that is within retention
 * should be there: then this is not the shard that it was. An older one may be gone; nothing is lost when the shard
 * was read to a time that is within retention, because what came after it is still there. `horizon`: the oldest time
 * within retention.
 */
export function losesRecords(times: ReadTimes, horizon: number): boolean {
  if (times.arrived !== undefined && times.arrived >= horizon) return true;
  const until = readUntil(times);
  return until === undefined || until < horizon;
}
