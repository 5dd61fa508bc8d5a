import {
  DescribeStreamSummaryCommand,
  ListShardsCommand,
  type ListShardsCommandInput,
  ListStreamsCommand,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kinesisModel, shardOf, streamOf } from './model.ts';
import { merge, split } from './reshard.ts';
import { expire } from './retention.ts';
import { type HostileKinesis, startHostileKinesis } from './server.ts';

const CREATED = 1_000_000;
const RESHARDED = 2_000_000;
const NOW = 3_000_000;

const model = kinesisModel({ many: 5, resharded: 2 }, CREATED);
const resharded = streamOf(model, 'resharded');
split(resharded, 'shardId-000000000000', RESHARDED); // 2 and 3
merge(resharded, 'shardId-000000000001', 'shardId-000000000003', RESHARDED); // 4

let kinesis: HostileKinesis;
beforeAll(async () => {
  kinesis = await startHostileKinesis(model, { now: () => NOW });
});
afterAll(() => kinesis.stop());

test('pages by MaxResults; the token stands alone', async () => {
  const first = await kinesis.client().send(new ListShardsCommand({ StreamName: 'many', MaxResults: 3 }));
  const { NextToken } = first;
  const second = await kinesis.client().send(new ListShardsCommand({ NextToken, MaxResults: 3 }));
  expect([first, second].map(({ Shards }) => Shards?.length)).toEqual([3, 2]);
  expect(second.NextToken).toBeUndefined();
  const both = kinesis.client().send(new ListShardsCommand({ StreamName: 'many', NextToken }));
  await expect(both).rejects.toMatchObject({ name: 'InvalidArgumentException' });
});

test('shows parents, ranges, and the end of closed shards', async () => {
  const { Shards: shards = [] } = await kinesis
    .client()
    .send(new ListShardsCommand({ StreamARN: resharded.arn }));
  expect(shards[4]).toMatchObject({
    ShardId: 'shardId-000000000004',
    ParentShardId: 'shardId-000000000001',
    AdjacentParentShardId: 'shardId-000000000003',
  });
  expect(shards[0]?.SequenceNumberRange?.EndingSequenceNumber).toMatch(/^\d{56}$/);
  expect(shards[4]?.SequenceNumberRange?.EndingSequenceNumber).toBeUndefined();
});

test.each([
  [{ Type: 'AFTER_SHARD_ID', ShardId: 'shardId-000000000003' } as const, [4]],
  [{ Type: 'AT_LATEST' } as const, [2, 4]],
  [{ Type: 'AT_TRIM_HORIZON' } as const, []],
  [{ Type: 'FROM_TRIM_HORIZON' } as const, [0, 1, 2, 3, 4]],
  [{ Type: 'AT_TIMESTAMP', Timestamp: new Date(RESHARDED - 1000) } as const, [0, 1]],
  [{ Type: 'FROM_TIMESTAMP', Timestamp: new Date(RESHARDED + 1000) } as const, [2, 4]],
])('filters by %j', async (ShardFilter, expected) => {
  expect(await listed({ StreamName: 'resharded', ShardFilter })).toEqual(expected);
});

test('starts after a shard id', async () => {
  const after = { StreamName: 'many', ExclusiveStartShardId: 'shardId-000000000002' };
  expect(await listed(after)).toEqual([3, 4]);
});

test('an unknown Kinesis stream is not found', async () => {
  await expect(listed({ StreamName: 'none' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('summaries count open shards; all Kinesis streams are listed', async () => {
  const summary = new DescribeStreamSummaryCommand({ StreamName: 'resharded' });
  expect((await kinesis.client().send(summary)).StreamDescriptionSummary).toMatchObject({
    StreamStatus: 'ACTIVE',
    StreamARN: resharded.arn,
    OpenShardCount: 2,
    RetentionPeriodHours: 24,
    StreamCreationTimestamp: new Date(CREATED),
  });
  const { StreamNames } = await kinesis.client().send(new ListStreamsCommand());
  expect(StreamNames).toEqual(['many', 'resharded']);
});

test('expired shards are not listed', async () => {
  expire(shardOf(resharded, 'shardId-000000000000'));
  expect(await listed({ StreamName: 'resharded' })).toEqual([1, 2, 3, 4]);
});

async function listed(input: ListShardsCommandInput): Promise<number[]> {
  const { Shards: shards = [] } = await kinesis.client().send(new ListShardsCommand(input));
  return shards.map(({ ShardId }) => Number(ShardId?.slice(-12)));
}
