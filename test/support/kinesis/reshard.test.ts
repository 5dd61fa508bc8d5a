import { type KinesisClient, ListShardsCommand, type Shard } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type KinesisLocal, startKinesisLocal } from './kinesis-local.ts';
import { putRecords } from './put-records.ts';
import { mergeShards, splitShard } from './reshard.ts';

vi.setConfig({ hookTimeout: 30_000 });

let kinesis: KinesisLocal;
let client: KinesisClient;

beforeAll(async () => {
  kinesis = await startKinesisLocal({ streams: { put: 2, reshard: 1 }, shardLimit: 200 });
  client = kinesis.client();
});
afterAll(() => kinesis.stop());

test('a split gives two children of the parent, a merge one child of both', async () => {
  const children = await splitShard(client, 'reshard', 'shardId-000000000000');
  expect(children).toEqual(['shardId-000000000001', 'shardId-000000000002']);

  const [lower = '', upper = ''] = children;
  const child = await mergeShards(client, 'reshard', lower, upper);
  expect(await shard('reshard', child)).toMatchObject({ ParentShardId: lower, AdjacentParentShardId: upper });
});

test('splitting an unknown shard names it', async () => {
  await expect(splitShard(client, 'reshard', 'shardId-9')).rejects.toThrow('no shard shardId-9 in reshard');
});

test('putRecords goes beyond one batch and honours explicit hash keys', async () => {
  const lowest = { partitionKey: 'p', data: 'x', explicitHashKey: '0' };
  const highest = { ...lowest, explicitHashKey: String(2n ** 128n - 1n) };
  const placed = await putRecords(client, 'put', [...Array<typeof lowest>(501).fill(lowest), highest]);
  expect(placed).toHaveLength(502);
  expect(new Set(placed.slice(0, 501).map((place) => place.shardId))).toEqual(
    new Set(['shardId-000000000000']),
  );
  expect(placed[501]?.shardId).toBe('shardId-000000000001');
});

async function shard(streamName: string, shardId: string): Promise<Shard | undefined> {
  const { Shards: shards = [] } = await client.send(new ListShardsCommand({ StreamName: streamName }));
  return shards.find((candidate) => candidate.ShardId === shardId);
}
