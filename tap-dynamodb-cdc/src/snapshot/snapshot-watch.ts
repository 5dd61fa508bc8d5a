import { type Logger, type Point, point } from '@cdc-relay/singer';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import { isUnfinished } from '../tables/table-snapshot.ts';
import { ScanProgress } from './scan-progress.ts';

/** What is known of the snapshots that a run takes, and of those that its state has. */
export class SnapshotWatch {
  readonly #log: Logger;
  readonly #snapshots: SnapshotSet;
  readonly #nameOf: (table: string) => string;
  /** By stream; one that is taken again has several. */
  readonly #taken = new Map<string, ScanProgress[]>();

  /** `nameOf`: the Singer stream of a table. */
  constructor(log: Logger, snapshots: SnapshotSet, nameOf: (table: string) => string) {
    this.#log = log;
    this.#snapshots = snapshots;
    this.#nameOf = nameOf;
  }

  /** Counts a snapshot that is taken, or continued, now; `expected`: the items that it should have. */
  begin(stream: string, expected: number): ScanProgress {
    const progress = new ScanProgress(this.#log, stream, expected);
    this.#taken.set(stream, [...(this.#taken.get(stream) ?? []), progress]);
    return progress;
  }

  /** What is so at `now`, of a clock that only goes forward. */
  points(now: number): Point[] {
    const known = [...this.#snapshots.tables].map(([table, snapshot]) =>
      point('dynamodb_cdc_snapshot_complete', isUnfinished(snapshot) ? 0 : 1, this.#nameOf(table)),
    );
    return [...known, ...[...this.#taken].flatMap(([stream, all]) => pointsOf(stream, all, now))];
  }
}

function pointsOf(stream: string, all: readonly ScanProgress[], now: number): Point[] {
  const left = all.at(-1)?.leftSeconds(now);
  const sum = (of: (progress: ScanProgress) => number): number =>
    all.reduce((total, one) => total + of(one), 0);
  return [
    point(
      'dynamodb_cdc_snapshot_items_total',
      sum(({ items }) => items),
      stream,
    ),
    point(
      'dynamodb_cdc_snapshot_bytes_total',
      sum(({ bytes }) => bytes),
      stream,
    ),
    ...(left === undefined ? [] : [point('dynamodb_cdc_snapshot_left_seconds', left, stream)]),
  ];
}
