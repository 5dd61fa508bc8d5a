import { type Bookmark, type Position, positionAfter, SHARD_END, TRIM_HORIZON } from './bookmark.ts';
import {
  type Bookmarks,
  childrenOf,
  type Lineage,
  readableShards,
  type Shard,
  settledShards,
} from './lineage.ts';
import { type PageTimes, type ReadTimes, readUntil, timesAfter } from './read-times.ts';

/** The shards of a run: which may be read, from where, and what the state remembers of them. */
export class ShardSet {
  readonly #bookmarks: Map<string, Bookmark>;
  readonly #times: Map<string, ReadTimes>;
  readonly #lineage = new Map<string, Shard>();
  readonly #begun = new Set<string>();

  constructor(bookmarks: ReadonlyMap<string, Bookmark>, times: ReadonlyMap<string, ReadTimes>) {
    this.#bookmarks = new Map(bookmarks);
    this.#times = new Map(times);
  }

  /** The position of each shard that reading has reached. */
  get bookmarks(): Bookmarks {
    return this.#bookmarks;
  }

  /** What is known of each shard's reading in time. */
  get times(): ReadonlyMap<string, ReadTimes> {
    return this.#times;
  }

  /** The shards that are known. */
  get lineage(): Lineage {
    return this.#lineage;
  }

  /** Makes shards known. Of those that are, it may turn out that they were closed: listed so, or by their children. */
  add(shards: readonly Shard[]): void {
    for (const shard of shards) {
      const known = this.#lineage.get(shard.id);
      this.#lineage.set(shard.id, { ...(known ?? shard), open: (known?.open ?? true) && shard.open });
    }
    for (const { parents } of shards) for (const parent of parents) this.#close(parent);
  }

  /** Sets where a shard without a bookmark begins. A time (milliseconds) counts as read until then. */
  beginAt(shardId: string, bookmark: Bookmark, until?: number): void {
    this.#bookmarks.set(shardId, bookmark);
    if (until !== undefined) this.#times.set(shardId, { until });
  }

  /** The shards to begin now; each is named once in a run, and has a bookmark from then on. */
  begin(): string[] {
    const fresh = readableShards(this.#lineage, this.#bookmarks).filter((id) => !this.#begun.has(id));
    for (const id of fresh) {
      this.#begun.add(id);
      if (!this.#bookmarks.has(id)) this.beginAt(id, TRIM_HORIZON, this.#parentsReadUntil(id));
    }
    for (const id of settledShards(this.#lineage, this.#bookmarks)) this.#forget(id);
    return fresh;
  }

  /** Where to read a shard on. */
  positionOf(shardId: string): Position {
    return positionAfter(this.#bookmarks.get(shardId) ?? TRIM_HORIZON) ?? { type: 'TRIM_HORIZON' };
  }

  /** Moves the bookmark of a shard past a record that was emitted or finally left out. */
  advance(shardId: string, sequenceNumber: string): void {
    this.#bookmarks.set(shardId, sequenceNumber);
  }

  /** Notes that a page was emitted, and what it said about the times. */
  emitted(shardId: string, page: PageTimes): void {
    if (page.arrived === undefined && page.until === undefined) return;
    this.#times.set(shardId, timesAfter(this.#times.get(shardId) ?? {}, page));
  }

  /** Forgets what was known of a shard's times, as they no longer describe its records. */
  forgetTimes(shardId: string): void {
    this.#times.delete(shardId);
  }

  /** Notes that a shard was read to its end. */
  end(shardId: string): void {
    this.#bookmarks.set(shardId, SHARD_END);
  }

  /** Lets a shard continue with the oldest record that Kinesis still has. */
  restart(shardId: string): void {
    const { until } = this.#times.get(shardId) ?? {};
    this.#forget(shardId);
    this.beginAt(shardId, TRIM_HORIZON, until);
  }

  /** Forgets where reading is, as if nothing had been read. */
  forgetBookmarks(): void {
    this.#bookmarks.clear();
    this.#times.clear();
  }

  /** Gives up a shard that Kinesis no longer has; it blocks no other shard. */
  drop(shardId: string): void {
    this.#lineage.delete(shardId);
    this.#forget(shardId);
  }

  /** Whether the shard was open when it, or what came from it, was listed. */
  isOpen(shardId: string): boolean {
    return this.#lineage.get(shardId)?.open ?? true;
  }

  /** True when there are ended shards whose children are not known yet. */
  get childless(): boolean {
    const children = childrenOf(this.#lineage);
    return [...this.#bookmarks].some(([id, bookmark]) => bookmark === SHARD_END && !children.has(id));
  }

  /**
   * True when every parent is known. One that is not may be new, the child of shards that closed since they were
   * listed: only a listing that names the child as well distinguishes such a parent from one that has expired.
   */
  knowsParentsOf(children: readonly Shard[]): boolean {
    return children.every(({ parents }) => parents.every((parent) => this.#lineage.has(parent)));
  }

  /** True when Kinesis still has a parent of the shard, and so all of the shard's own records. */
  hasParent(shardId: string): boolean {
    return this.#lineage.get(shardId)?.parents.some((parent) => this.#lineage.has(parent)) ?? false;
  }

  /** A child's records are younger than all that its parents had. */
  #parentsReadUntil(shardId: string): number | undefined {
    const known = (this.#lineage.get(shardId)?.parents ?? [])
      .map((parent) => readUntil(this.#times.get(parent) ?? {}))
      .filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  #close(shardId: string): void {
    const shard = this.#lineage.get(shardId);
    if (shard?.open) this.#lineage.set(shardId, { ...shard, open: false });
  }

  #forget(shardId: string): void {
    this.#bookmarks.delete(shardId);
    this.#times.delete(shardId);
  }
}
