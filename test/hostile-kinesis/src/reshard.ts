import { halves, union } from './hash-range.ts';
import { isOpen, type KinesisStream, openShard, type Shard, shardOf } from './model.ts';

/** Closes a shard and opens two children with half of its hash range each. Returns them, lower half first. */
export function split(kinesisStream: KinesisStream, shardId: string, at = Date.now()): [Shard, Shard] {
  const parent = shardOf(kinesisStream, shardId);
  const [low, high] = halves(parent.range);
  close(parent, at);
  return [openShard(kinesisStream, low, [shardId], at), openShard(kinesisStream, high, [shardId], at)];
}

/** Closes two adjacent shards and opens the child of both. */
export function merge(
  kinesisStream: KinesisStream,
  shardId: string,
  adjacentShardId: string,
  at = Date.now(),
): Shard {
  const parents = [shardOf(kinesisStream, shardId), shardOf(kinesisStream, adjacentShardId)] as const;
  const range = union(parents[0].range, parents[1].range);
  for (const parent of parents) close(parent, at);
  return openShard(kinesisStream, range, [shardId, adjacentShardId], at);
}

/** Closes a shard and opens one child in its place, as DynamoDB Streams does every few hours. */
export function rotate(kinesisStream: KinesisStream, shardId: string, at = Date.now()): Shard {
  const parent = shardOf(kinesisStream, shardId);
  close(parent, at);
  return openShard(kinesisStream, parent.range, [shardId], at);
}

/** Closes a shard without children. @throws when it is closed. */
export function close(shard: Shard, at = Date.now()): void {
  if (!isOpen(shard)) throw new RangeError(`${shard.id} is closed already`);
  shard.closedAt = at;
}
