/** What became of records, for callers: numbers of records, and of the batches that they were written in. */
export type LoadCounts = {
  readonly received: number;
  readonly upserted: number;
  readonly deleted: number;
  /** Replaced by a newer record of the same key before they were written. */
  readonly superseded: number;
  /** Dropped, as something newer is known about their key. */
  readonly stale: number;
  /** Not loaded, but kept as dead letters. */
  readonly bad: number;
  /** Written with values in the overflow column. */
  readonly overflowed: number;
  readonly batches: number;
  readonly bytes: number;
  /** Time that writing took. */
  readonly seconds: number;
};
