import { GetRecordsCommand } from '@aws-sdk/client-kinesis';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type KinesisStream, kinesisModel, type Shard, shardOf, streamOf } from './model.ts';
import { iteratorOf, readShard, textsOf } from './read-shard.ts';
import { addRecords } from './records.ts';
import { busiestSecond, requestsOf } from './request-log.ts';
import { merge, split } from './reshard.ts';
import { trim } from './retention.ts';
import { type HostileKinesis, type HostileOptions, startHostileKinesis } from './server.ts';

const SHARD = 'shardId-000000000000';
const MEBIBYTE = 1024 * 1024;
let now = 10_000;
let stream: KinesisStream;
let shard: Shard;
let kinesis: HostileKinesis;

beforeEach(async () => {
  await start();
});

test('returns records with all their fields, and how far behind the reader is', async () => {
  add('a', 'b');
  const pages = await readShard(kinesis.client(), 's', SHARD, { limit: 1 });
  expect(pages[0]?.Records).toMatchObject([
    {
      SequenceNumber: shard.records[0]?.sequenceNumber,
      PartitionKey: 'key',
      ApproximateArrivalTimestamp: new Date(4000),
    },
  ]);
  expect(textsOf(pages)).toEqual(['a', 'b']);
  expect(pages.map(({ MillisBehindLatest }) => MillisBehindLatest)).toEqual([6000, 0, 0]);
});

test('sees what is added and trimmed while it reads', async () => {
  add('a', 'b', 'c');
  const client = kinesis.client();
  const ShardIterator = await iteratorOf(client, 's', SHARD);
  const first = await client.send(new GetRecordsCommand({ ShardIterator, Limit: 10 }));
  add('d', 'e');
  const second = await client.send(new GetRecordsCommand({ ShardIterator: first.NextShardIterator }));
  const again = await client.send(new GetRecordsCommand({ ShardIterator, Limit: 10 }));
  trim(shard, 4);
  const trimmed = await client.send(new GetRecordsCommand({ ShardIterator, Limit: 10 }));
  expect([first, second, again, trimmed].map((page) => textsOf([page]).join(''))).toEqual([
    'abc',
    'de',
    'abcde',
    'e',
  ]);
});

describe('the end of a closed shard', () => {
  test('comes with the last records and names the children', async () => {
    add('a');
    split(stream, SHARD);
    const [last, none] = await readShard(kinesis.client(), 's', SHARD);
    expect(none).toBeUndefined();
    expect(last?.Records).toHaveLength(1);
    expect(last?.ChildShards?.map(({ ShardId }) => ShardId)).toEqual([
      'shardId-000000000002',
      'shardId-000000000003',
    ]);
  });

  test('can come on an empty page, and a merged child has both parents', async () => {
    await start({ endOfShard: 'empty-page' });
    add('a');
    merge(stream, SHARD, 'shardId-000000000001');
    const pages = await readShard(kinesis.client(), 's', SHARD);
    expect(pages.map(({ Records }) => Records?.length)).toEqual([1, 0]);
    expect(pages[0]?.ChildShards).toBeUndefined();
    expect(pages[1]?.ChildShards?.[0]?.ParentShards).toEqual([SHARD, 'shardId-000000000001']);
  });
});

describe('pages', () => {
  test('end at 10 MiB', async () => {
    add(...Array<string>(21).fill('x'.repeat(MEBIBYTE / 2)));
    const pages = await readShard(kinesis.client(), 's', SHARD);
    expect(pages.map(({ Records }) => Records?.length)).toEqual([20, 1, 0]);
  });

  test('end at the size set for the server; Limit above 10,000 is refused', async () => {
    await start({ pageSize: 2 });
    add('a', 'b', 'c');
    const pages = await readShard(kinesis.client(), 's', SHARD);
    expect(pages.map(({ Records }) => Records?.length)).toEqual([2, 1, 0]);
    const refused = readShard(kinesis.client(), 's', SHARD, { limit: 10_001 });
    await expect(refused).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });
});

test('what is no iterator is refused', async () => {
  const reading = kinesis.client().send(new GetRecordsCommand({ ShardIterator: 'none' }));
  await expect(reading).rejects.toMatchObject({ name: 'InvalidArgumentException' });
});

describe('iterators expire', () => {
  test('after their life time', async () => {
    const ShardIterator = await iteratorOf(kinesis.client(), 's', SHARD);
    now += 300_001;
    await expectExpired(ShardIterator);
  });

  test('on demand, of one shard', async () => {
    const ShardIterator = await iteratorOf(kinesis.client(), 's', SHARD);
    kinesis.expireIterators('s', 'shardId-000000000001');
    await kinesis.client().send(new GetRecordsCommand({ ShardIterator }));
    kinesis.expireIterators('s');
    await expectExpired(ShardIterator);
    expect(await readShard(kinesis.client(), 's', SHARD)).toHaveLength(1);
  });

  test('after a number of calls', async () => {
    await start({ iteratorUses: 1 });
    const ShardIterator = await iteratorOf(kinesis.client(), 's', SHARD);
    const { NextShardIterator } = await kinesis.client().send(new GetRecordsCommand({ ShardIterator }));
    await expectExpired(NextShardIterator);
  });
});

test('throttling refuses the sixth call of a second', async () => {
  await start({ throttled: true });
  const client = kinesis.client({ maxAttempts: 1 });
  const ShardIterator = await iteratorOf(client, 's', SHARD);
  const call = () => client.send(new GetRecordsCommand({ ShardIterator }));
  for (let calls = 0; calls < 5; calls += 1) await call();
  await expect(call()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
  expect(busiestSecond(requestsOf(kinesis.log, 'GetRecords', SHARD))).toBe(6);
  now += 1000;
  await call();
  expect(busiestSecond(requestsOf(kinesis.log, 'GetRecords', SHARD))).toBe(6);
});

async function start(options: HostileOptions = {}): Promise<void> {
  now = 10_000;
  const model = kinesisModel({ s: 2 }, now);
  stream = streamOf(model, 's');
  shard = shardOf(stream, SHARD);
  const started = await startHostileKinesis(model, { now: () => now, ...options });
  onTestFinished(() => started.stop());
  kinesis = started;
}

function add(...texts: string[]): void {
  addRecords(
    shard,
    texts.map((data) => ({ partitionKey: 'key', data, arrival: 4000 })),
  );
}

async function expectExpired(ShardIterator: string | undefined): Promise<void> {
  const reading = kinesis.client().send(new GetRecordsCommand({ ShardIterator }));
  await expect(reading).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
}
