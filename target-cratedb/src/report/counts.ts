import { type Point, point, Tally } from '@cdc-relay/singer';
import type { Batch, Dropped } from '../write/batch.ts';
import type { Written } from '../write/table-writer.ts';
import type { LoadCounts } from './load-counts.ts';

/**
 * What became of records: `received` is the sum of `upserted`, `deleted`, `superseded`, `stale` and `bad` once
 * everything is written.
 */
export class Counts {
  readonly #batches: BatchTallies;
  /** When a batch was written last; in milliseconds since the epoch. */
  lastChange: number | undefined;
  received = 0;
  upserted = 0;
  deleted = 0;
  /** Replaced by a newer record of the same key before they were written. */
  superseded = 0;
  /** Dropped, as something newer is known about their key. */
  stale = 0;
  /** Not loaded, but in the dead-letter file. */
  bad = 0;
  /** Records of which a part is in the overflow column. */
  overflowed = 0;
  batches = 0;
  /** Length of the rows written. */
  bytes = 0;
  /** Time that writing took. */
  seconds = 0;

  constructor(batches = new BatchTallies()) {
    this.#batches = batches;
  }

  written({ upserted, deleted, stale }: Written, batch: Batch, seconds: number): void {
    this.upserted += upserted;
    this.deleted += deleted;
    this.stale += stale;
    this.batches += 1;
    this.bytes += batch.bytes;
    this.seconds += seconds;
    this.lastChange = Date.now();
    this.#batches.add(batch, seconds, this.lastChange);
  }

  drop(how: Dropped): void {
    this[how] += 1;
  }
}

/** The names of what is counted. */
export type CountName = keyof LoadCounts;

export const COUNT_NAMES: readonly CountName[] = [
  'received',
  'upserted',
  'deleted',
  'superseded',
  'stale',
  'bad',
  'overflowed',
  'batches',
  'bytes',
  'seconds',
];

/** Versions are microseconds since the epoch: from the year 2001 on. What else a source may count is none. */
const FIRST_VERSION = 1e15;
const LAST_VERSION = 1e16;

/** What is counted of batches, whatever their stream. */
class BatchTallies {
  readonly #rows = new Tally('dynamodb_cdc_batch_rows');
  readonly #seconds = new Tally('dynamodb_cdc_batch_seconds');
  readonly #latency = new Tally('dynamodb_cdc_put_to_durable_seconds');

  /** A batch was written until `now`, in milliseconds since the epoch. */
  add(batch: Batch, seconds: number, now: number): void {
    this.#rows.add(batch.size);
    this.#seconds.add(seconds);
    for (const { version = 0 } of batch.operations())
      if (version > FIRST_VERSION && version < LAST_VERSION)
        this.#latency.add(Math.max(0, now * 1000 - version) / 1e6);
  }

  points(): Point[] {
    return [
      point('dynamodb_cdc_batch_rows', this.#rows.distribution),
      point('dynamodb_cdc_batch_seconds', this.#seconds.distribution),
      point('dynamodb_cdc_put_to_durable_seconds', this.#latency.distribution),
    ];
  }
}

/** The counts of every stream. */
export class StreamCounts {
  readonly #byStream = new Map<string, Counts>();
  readonly #batches = new BatchTallies();

  /** The counts of a stream; what is not known to be of a stream is counted under the empty name. */
  of(stream: string): Counts {
    const counts = this.#byStream.get(stream) ?? new Counts(this.#batches);
    this.#byStream.set(stream, counts);
    return counts;
  }

  entries(): Iterable<[string, Counts]> {
    return this.#byStream.entries();
  }

  /** What is counted of the batches of all streams. */
  batchPoints(): Point[] {
    return this.#batches.points();
  }

  total(name: CountName): number {
    let sum = 0;
    for (const counts of this.#byStream.values()) sum += counts[name];
    return sum;
  }

  /** The counts of all streams together. */
  get totals(): LoadCounts {
    return Object.fromEntries(COUNT_NAMES.map((name) => [name, this.total(name)])) as LoadCounts;
  }
}
