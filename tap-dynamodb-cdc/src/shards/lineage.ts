import { type Bookmark, SHARD_END } from './bookmark.ts';

/** A shard as Kinesis lists it. */
export interface Shard {
  readonly id: string;
  /** One parent after a split, two after a merge, none in a new stream; they may have expired. */
  readonly parents: readonly string[];
  /** False once it was split or merged: it gets no more records. */
  readonly open: boolean;
}

/** The shards that are known, by id. */
export type Lineage = ReadonlyMap<string, Shard>;

/** A position for each shard that reading has reached, by id. */
export type Bookmarks = ReadonlyMap<string, Bookmark>;

/**
 * The shards that may be read now. A shard with a bookmark may, until its end. One without may when each parent has
 * been read to its end, or has expired, or was left behind in an earlier run. So a child never overtakes a parent,
 * and an expired parent blocks nothing.
 */
export function readableShards(lineage: Lineage, bookmarks: Bookmarks): string[] {
  const passed = passedShards(lineage, bookmarks);
  const done = (id: string): boolean => !lineage.has(id) || passed.has(id) || bookmarks.get(id) === SHARD_END;
  return [...lineage.values()]
    .filter((shard) => {
      const bookmark = bookmarks.get(shard.id);
      if (bookmark !== undefined) return bookmark !== SHARD_END;
      return !passed.has(shard.id) && shard.parents.every(done);
    })
    .map((shard) => shard.id);
}

/** Shards without a bookmark whose descendant has one: they were read to their end, and their bookmark dropped. */
function passedShards(lineage: Lineage, bookmarks: Bookmarks): Set<string> {
  const ancestors = new Set<string>();
  const visit = (id: string): void => {
    for (const parent of lineage.get(id)?.parents ?? []) {
      if (ancestors.has(parent)) continue;
      ancestors.add(parent);
      visit(parent);
    }
  };
  for (const id of bookmarks.keys()) visit(id);
  return new Set([...ancestors].filter((id) => !bookmarks.has(id)));
}

/**
 * The bookmarks at SHARD_END that the state need not keep: every child has a position of its own. One without known
 * children is kept, as they may not be listed yet.
 */
export function settledShards(lineage: Lineage, bookmarks: Bookmarks): string[] {
  const children = childrenOf(lineage);
  const passed = passedShards(lineage, bookmarks);
  const reached = (id: string): boolean => bookmarks.has(id) || passed.has(id);
  return [...bookmarks]
    .filter(([id, bookmark]) => bookmark === SHARD_END && children.get(id)?.every(reached) === true)
    .map(([id]) => id);
}

/** Whether a listing shows that a shard is closed: it says so, or has what came from it. A new shard may be missing. */
export function isClosed(shardId: string, listed: readonly Shard[]): boolean {
  const shard = listed.find(({ id }) => id === shardId);
  return shard === undefined ? listed.some(({ parents }) => parents.includes(shardId)) : !shard.open;
}

/** The listed children of each shard that has some, by the parent's id. */
export function childrenOf(lineage: Lineage): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const { id, parents } of lineage.values()) {
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  return children;
}
