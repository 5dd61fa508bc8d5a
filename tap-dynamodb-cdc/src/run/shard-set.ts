import { ProgramError } from '@cdc-relay/singer';
import { atTimestamp, type Bookmark, positionAfter, SHARD_END, TRIM_HORIZON } from '../shards/bookmark.ts';
import { lostShards, readableShards, type Shard, settledShards } from '../shards/lineage.ts';
import type { ShardStart } from '../shards/start.ts';

/** The shards of a run: which may be read, from where, and what the state remembers of them. */
export class ShardSet {
  readonly bookmarks: Map<string, Bookmark>;
  readonly #lineage = new Map<string, Shard>();
  readonly #begun = new Set<string>();
  /** Shards that begin at the tip in this run. */
  readonly #atTip = new Set<string>();

  constructor(bookmarks: ReadonlyMap<string, Bookmark>) {
    this.bookmarks = new Map(bookmarks);
  }

  /** Makes shards known; what is known already stays as it is. */
  add(shards: readonly Shard[]): void {
    for (const shard of shards) if (!this.#lineage.has(shard.id)) this.#lineage.set(shard.id, shard);
  }

  /** Throws RECORDS_EXPIRED when Kinesis has dropped a shard that was not read to its end. */
  checkNothingLost(): void {
    const [lost, ...more] = lostShards(this.#lineage, this.bookmarks);
    if (lost === undefined) return;
    const others = more.length === 0 ? '' : ` and ${more.length} others`;
    throw new ProgramError(
      'RECORDS_EXPIRED',
      `Kinesis no longer has shard ${lost}${others}, which had not been read to the end (bookmark ${this.bookmarks.get(lost)}).`,
      { remedy: 'Changes are lost for good: load the table anew, and start without a state.' },
    );
  }

  /**
   * Begins at the tip in every open shard, as of `time` (milliseconds). The bookmark says so at once, so that what
   * comes between this run and the next is not lost.
   */
  beginAtTip(time: number): void {
    for (const { id, open } of this.#lineage.values()) {
      if (!open) continue;
      this.#atTip.add(id);
      this.bookmarks.set(id, atTimestamp(time));
    }
  }

  /** The shards to begin now; each is named once in a run, and has a bookmark from then on. */
  begin(): string[] {
    const fresh = readableShards(this.#lineage, this.bookmarks).filter((id) => !this.#begun.has(id));
    for (const id of fresh) {
      this.#begun.add(id);
      if (!this.bookmarks.has(id)) this.bookmarks.set(id, TRIM_HORIZON);
    }
    for (const id of settledShards(this.#lineage, this.bookmarks)) this.bookmarks.delete(id);
    return fresh;
  }

  /** Where to begin a shard, and where to resume it before its first record. */
  startOf(shardId: string): ShardStart {
    const position = positionAfter(this.bookmarks.get(shardId) ?? TRIM_HORIZON) ?? { type: 'TRIM_HORIZON' };
    return { shardId, first: this.#atTip.has(shardId) ? { type: 'LATEST' } : position, otherwise: position };
  }

  /** Notes that a shard was read to its end. */
  end(shardId: string): void {
    this.bookmarks.set(shardId, SHARD_END);
  }
}
