import { type Bookmark, SHARD_END } from './bookmark.ts';
import { type Bookmarks, childrenOf, type Lineage } from './lineage.ts';

/** Records that Kinesis dropped before they were read. */
export interface Gap {
  readonly shardId: string;
  readonly bookmark: Bookmark;
  /** The whole shard is gone, or shards that came from it, or the records after the bookmark. */
  readonly lost: 'shard' | 'children' | 'records';
  /** Until when the shard was read, and when the oldest record arrived that is still there (milliseconds). */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/**
 * The gaps that a full listing shows: shards that are no longer listed though they were not read to their end, and
 * shards that were, but of whose children one is gone that never got a position. (Kinesis lists a closed shard until
 * its last record is past retention; every closed shard has children, and a split makes two of them.) `isRecent`: the
 * shard was read until a time within retention, so that no shard that came from it can have lost a record.
 */
export function gapsInLineage(
  listed: Lineage,
  bookmarks: Bookmarks,
  isRecent: (shardId: string) => boolean = () => false,
): Gap[] {
  const children = childrenOf(listed);
  const gaps: Gap[] = [];
  for (const [shardId, bookmark] of bookmarks) {
    if (listed.has(shardId)) continue;
    if (bookmark !== SHARD_END) gaps.push({ shardId, bookmark, lost: 'shard' });
    else if (!isRecent(shardId) && lacksChild(children.get(shardId) ?? [], listed)) {
      gaps.push({ shardId, bookmark, lost: 'children' });
    }
  }
  return gaps;
}

function lacksChild(children: readonly string[], listed: Lineage): boolean {
  const [first] = children;
  if (first === undefined) return true;
  return children.length === 1 && listed.get(first)?.parents.length === 1;
}
