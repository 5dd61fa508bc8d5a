import {
  type KinesisClient,
  ListShardsCommand,
  type ListShardsCommandInput,
  type ListShardsCommandOutput,
  MergeShardsCommand,
  type Shard,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { waitUntilActive } from './wait-until-active.ts';

/** Splits a shard in the middle of its hash range; returns the ids of the two children, lower range first. */
export async function splitShard(
  client: KinesisClient,
  streamName: string,
  shardId: string,
): Promise<string[]> {
  const parent = (await listShards(client, streamName)).find((shard) => shard.ShardId === shardId);
  const { StartingHashKey: from, EndingHashKey: to } = parent?.HashKeyRange ?? {};
  if (from === undefined || to === undefined) throw new Error(`no shard ${shardId} in ${streamName}`);
  const NewStartingHashKey = String((BigInt(from) + BigInt(to)) / 2n + 1n);
  await client.send(
    new SplitShardCommand({ StreamName: streamName, ShardToSplit: shardId, NewStartingHashKey }),
  );
  return childrenOf(client, streamName, shardId);
}

/** Merges two shards with adjacent hash ranges; returns the id of the child. */
export async function mergeShards(
  client: KinesisClient,
  streamName: string,
  shardId: string,
  adjacentShardId: string,
): Promise<string> {
  await client.send(
    new MergeShardsCommand({
      StreamName: streamName,
      ShardToMerge: shardId,
      AdjacentShardToMerge: adjacentShardId,
    }),
  );
  const [child] = await childrenOf(client, streamName, shardId);
  if (child === undefined) throw new Error(`${shardId} has no child after the merge`);
  return child;
}

async function childrenOf(client: KinesisClient, streamName: string, shardId: string): Promise<string[]> {
  await waitUntilActive(client, streamName);
  const children = (await listShards(client, streamName)).filter((shard) => shard.ParentShardId === shardId);
  return children
    .sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
    .flatMap((shard) => (shard.ShardId === undefined ? [] : [shard.ShardId]));
}

function startOf(shard: Shard): bigint {
  return BigInt(shard.HashKeyRange?.StartingHashKey ?? 0);
}

async function listShards(client: KinesisClient, streamName: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let next: ListShardsCommandInput | undefined = { StreamName: streamName };
  while (next !== undefined) {
    const page: ListShardsCommandOutput = await client.send(new ListShardsCommand(next));
    shards.push(...(page.Shards ?? []));
    next = page.NextToken === undefined ? undefined : { NextToken: page.NextToken };
  }
  return shards;
}
