import type { Bookmark } from './bookmark.ts';
import type { Gap } from './gap.ts';
import type { Lineage } from './lineage.ts';

/**
 * How far CrateDB Toolkit has read a shard, as it says in its table. It reads each shard from after `sequence` on, a shard
 * without one from its own start, children only after their parents; a closed shard keeps the number of its last record.
 */
export interface Checkpoint {
  readonly shardId: string;
  /** The number of the last record whose row was written; undefined before the first one. */
  readonly sequence: Bookmark | undefined;
  /** False once the toolkit has let go of the shard: it was read to its end, or the toolkit was ended in order. */
  readonly active: boolean;
  /** When the toolkit last wrote it (milliseconds since the epoch, by CrateDB's clock). */
  readonly updatedAt: number | undefined;
}

/** Where reading goes on after CrateDB Toolkit. */
export interface TakenOver {
  readonly bookmarks: ReadonlyMap<string, Bookmark>;
  /** Shards that were read in part, or not at all, though others that came from them were: from their oldest record on. */
  readonly fromOldest: readonly string[];
  /** Until when the toolkit was reading, as far as is known (milliseconds). */
  readonly until: number | undefined;
  /** What Kinesis no longer has of what the toolkit had not read. */
  readonly gaps: readonly Gap[];
}

/**
 * Decides where each listed shard goes on. A shard without a number begins as a new one does, so after its parents, unless
 * what came from it was read already: then it is read as well, because nothing says that its records were. `horizon`: the
 * oldest time within retention (milliseconds).
 */
export function takeOver(checkpoints: readonly Checkpoint[], listed: Lineage, horizon: number): TakenOver {
  const known = checkpoints.filter(({ shardId }) => listed.has(shardId));
  const bookmarks = new Map(
    known.flatMap(({ shardId, sequence }) => (sequence === undefined ? [] : [[shardId, sequence] as const])),
  );
  const times = checkpoints.flatMap(({ updatedAt }) => updatedAt ?? []);
  const until = times.length === 0 ? undefined : Math.max(...times);
  const isRecent = until !== undefined && until >= horizon;
  // One that it let go of while it worked on was read to its end: Kinesis lists a shard until its last record expires.
  const lost = checkpoints.filter(({ shardId, active }) => !listed.has(shardId) && (active || !isRecent));
  return {
    bookmarks,
    fromOldest: ancestorsOf(bookmarks, listed).filter((id) => !bookmarks.has(id)),
    until,
    gaps: lost.map(({ shardId, sequence = 'none' }) => ({
      shardId,
      bookmark: sequence,
      lost: 'shard',
      from: until,
    })),
  };
}

function ancestorsOf(bookmarks: ReadonlyMap<string, Bookmark>, listed: Lineage): string[] {
  const found = new Set<string>();
  const visit = (id: string): void => {
    for (const parent of listed.get(id)?.parents ?? []) {
      if (found.has(parent) || !listed.has(parent)) continue;
      found.add(parent);
      visit(parent);
    }
  };
  for (const id of bookmarks.keys()) visit(id);
  return [...found];
}
