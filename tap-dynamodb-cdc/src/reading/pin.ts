import { TRIM_HORIZON } from '../shards/bookmark.ts';
import { readableShards } from '../shards/lineage.ts';
import { type Beginning, beginAtTime } from './begin.ts';

/**
 * Sets the bookmarks of a Kinesis stream that has none so that everything is read that arrived at a time (in
 * milliseconds, by Kinesis' clock) or later, before any snapshot begins. Shards that were opened since then, in a
 * new Kinesis stream all of them, are read from their oldest record.
 */
export async function pinAt(time: number, beginning: Beginning): Promise<void> {
  const { shards } = beginning;
  await beginAtTime(time, beginning);
  for (const shardId of readableShards(shards.lineage, shards.bookmarks))
    if (!shards.bookmarks.has(shardId)) shards.beginAt(shardId, TRIM_HORIZON, time);
}
