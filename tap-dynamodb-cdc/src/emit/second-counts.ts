import type { Lineage } from '../shards/lineage.ts';

/** Seconds of a shard that are remembered: what forwards changes does not do so exactly in the order of their times. */
const SECONDS = 60;

/** Ordinals that find room between two seconds in microseconds; what comes after them is ordered by its arrival. */
export const MAX_ORDINAL = 999_999;

/** By second (in microseconds), the ordinal of the next change. */
type Counts = Map<number, number>;

/** Counts the changes that each shard had of a second; a shard continues with the counts of those it came from. */
export class SecondCounts {
  readonly #shards: Map<string, Counts>;

  constructor(shards: ReadonlyMap<string, readonly (readonly [number, number])[]>) {
    this.#shards = new Map([...shards].map(([id, counts]) => [id, new Map(counts)]));
  }

  /** The ordinal of one more change of a second, `least` or more. */
  next(shardId: string, second: number, least: number, lineage: Lineage): number {
    const counts = this.#shards.get(shardId) ?? this.#inherited(shardId, lineage);
    this.#shards.set(shardId, counts);
    const ordinal = Math.min(Math.max(counts.get(second) ?? 0, least), MAX_ORDINAL);
    counts.set(second, ordinal + 1);
    if (counts.size > SECONDS) counts.delete(Math.min(...counts.keys()));
    return ordinal;
  }

  /** The counts of these shards. */
  of(lineage: Lineage): ReadonlyMap<string, readonly (readonly [number, number])[]> {
    const listed = [...this.#shards].filter(([id]) => lineage.has(id));
    return new Map(listed.map(([id, counts]) => [id, [...counts]]));
  }

  #inherited(shardId: string, lineage: Lineage): Counts {
    const counts: Counts = new Map();
    for (const parent of lineage.get(shardId)?.parents ?? []) {
      for (const [second, count] of this.#shards.get(parent) ?? this.#inherited(parent, lineage))
        counts.set(second, Math.max(count, counts.get(second) ?? 0));
    }
    return counts;
  }
}
