import type { KinesisStream, Shard } from './model.ts';

/** Tells of a record whether a restart from these bookmarks, by shard id, would leave it out. */
export function passedBy(
  { shards }: Pick<KinesisStream, 'shards'>,
  bookmarks: Readonly<Record<string, unknown>>,
): (shard: Shard, sequenceNumber: string) => boolean {
  const byId = new Map(shards.map((shard) => [shard.id, shard]));
  const ancestorsOf = (id: string): string[] =>
    (byId.get(id)?.parents ?? []).flatMap((parent) => [parent, ...ancestorsOf(parent)]);
  const ancestors = new Set(Object.keys(bookmarks).flatMap(ancestorsOf));
  return (shard, sequenceNumber) => {
    const bookmark = bookmarks[shard.id];
    if (bookmark === undefined) return ancestors.has(shard.id);
    return bookmark === 'SHARD_END' || (/^\d+$/.test(String(bookmark)) && sequenceNumber <= String(bookmark));
  };
}
