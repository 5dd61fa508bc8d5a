import type { Batch, Dropped } from '../write/batch.ts';
import type { Written } from '../write/table-writer.ts';

/**
 * What became of records: `received` is the sum of `upserted`, `deleted`, `superseded`, `stale` and `bad` once
 * everything is written.
 */
export class Counts {
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

  written({ upserted, deleted, stale }: Written, batch: Batch, seconds: number): void {
    this.upserted += upserted;
    this.deleted += deleted;
    this.stale += stale;
    this.batches += 1;
    this.bytes += batch.bytes;
    this.seconds += seconds;
  }

  drop(how: Dropped): void {
    this[how] += 1;
  }
}

/** The names of what is counted. */
export type CountName = Exclude<keyof Counts, 'written' | 'drop'>;

/** What became of records, for callers. */
export type LoadCounts = { readonly [name in CountName]: number };

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

/** The counts of every stream. */
export class StreamCounts {
  readonly #byStream = new Map<string, Counts>();

  /** The counts of a stream; what is not known to be of a stream is counted under the empty name. */
  of(stream: string): Counts {
    const counts = this.#byStream.get(stream) ?? new Counts();
    this.#byStream.set(stream, counts);
    return counts;
  }

  entries(): Iterable<[string, Counts]> {
    return this.#byStream.entries();
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
