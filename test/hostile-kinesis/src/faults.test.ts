import { GetRecordsCommand, type GetRecordsCommandOutput, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AwsErrorType } from './aws-error.ts';
import { type Fault, faultQueue } from './faults.ts';
import { kinesisModel, streamOf } from './model.ts';
import type { PageEdit } from './page-edit.ts';
import { iteratorOf, textsOf } from './read-shard.ts';
import { putAll } from './records.ts';
import { type HostileKinesis, startHostileKinesis } from './server.ts';

const SHARD = 'shardId-000000000000';
const errors: [AwsErrorType, number][] = [
  ['AccessDeniedException', 400],
  ['ExpiredIteratorException', 400],
  ['ExpiredNextTokenException', 400],
  ['InternalFailure', 500],
  ['KMSAccessDeniedException', 400],
  ['LimitExceededException', 400],
  ['ProvisionedThroughputExceededException', 400],
  ['ResourceNotFoundException', 400],
  ['ServiceUnavailable', 503],
];

describe('errors', () => {
  test.each(errors)('%s reaches the SDK with status %i', async (type, httpStatusCode) => {
    const kinesis = await withFault({ kind: 'error', type });
    await expect(list(kinesis)).rejects.toMatchObject({ name: type, $metadata: { httpStatusCode } });
    await list(kinesis);
    expect(kinesis.log.map(({ outcome }) => outcome)).toEqual([type, 'ok']);
  });

  test('a status can be another than the usual one', async () => {
    const kinesis = await withFault({ kind: 'error', type: 'LimitExceededException', status: 429 });
    await expect(list(kinesis)).rejects.toMatchObject({ $metadata: { httpStatusCode: 429 } });
  });

  test('the SDK retries what it takes for transient', async () => {
    const kinesis = await withFault({ kind: 'error', type: 'InternalFailure' });
    await kinesis.client().send(new ListShardsCommand({ StreamName: 's' }));
    expect(kinesis.log).toHaveLength(2);
  });
});

describe('connections', () => {
  test.each(['before-headers', 'after-headers', 'mid-body'] as const)('can break %s', async (when) => {
    const kinesis = await withFault({ kind: 'reset', when });
    await expect(list(kinesis)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await list(kinesis);
    expect(kinesis.log.map(({ outcome }) => outcome)).toEqual(['reset', 'ok']);
  });

  test('can hang', async () => {
    const kinesis = await withFault({ kind: 'hang' });
    const gaveUp = new AbortController();
    const listing = list(kinesis, gaveUp.signal);
    await vi.waitUntil(() => kinesis.log[0]?.outcome === 'hang');
    gaveUp.abort();
    await expect(listing).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('can be slow, and stopping does not wait for them', async () => {
    const kinesis = await withFault({ kind: 'delay', milliseconds: 1 });
    await list(kinesis);
    kinesis.setFaults(() => ({ kind: 'delay', milliseconds: 3_600_000 }));
    const listing = expect(list(kinesis)).rejects.toThrow();
    await vi.waitUntil(() => kinesis.log.length === 2);
    await kinesis.stop();
    await listing;
  });

  test('can bring garbage', async () => {
    const kinesis = await withFault({ kind: 'garbage', body: '{"Shards":[' });
    await expect(list(kinesis)).rejects.toBeInstanceOf(SyntaxError);
  });
});

describe('pages', () => {
  test.each([
    [{ limit: 2 }, 'ab'],
    [{ empty: true }, ''],
    [{ duplicate: true }, 'abcabc'],
    [{ reverse: true }, 'cba'],
  ] as [PageEdit, string][])('edited by %j', async (edit, expected) => {
    expect(textsOf([await readPage(edit)]).join('')).toBe(expected);
  });

  test('an empty page says that the reader is behind, and keeps its place', async () => {
    const page = await readPage({ empty: true });
    expect(page.MillisBehindLatest).toBeGreaterThan(0);
    expect(page.NextShardIterator).toBeDefined();
  });

  test('can lack the partition keys, and the key of the next iterator', async () => {
    const page = await readPage({ keyless: true, withoutNext: true });
    expect(page.Records?.map((record) => 'PartitionKey' in record)).toEqual([false, false, false]);
    expect('NextShardIterator' in page).toBe(false);
  });
});

async function withFault(fault: Fault | undefined): Promise<HostileKinesis> {
  const model = kinesisModel({ s: 1 });
  putAll(
    streamOf(model, 's'),
    ['a', 'b', 'c'].map((data) => ({ partitionKey: 'k', data, arrival: 0 })),
  );
  const kinesis = await startHostileKinesis(model, {
    faults: faultQueue({ ListShards: [fault], GetRecords: [fault] }),
  });
  onTestFinished(() => kinesis.stop());
  return kinesis;
}

async function list(kinesis: HostileKinesis, abortSignal?: AbortSignal): Promise<void> {
  const options = abortSignal === undefined ? {} : { abortSignal };
  await kinesis.client({ maxAttempts: 1 }).send(new ListShardsCommand({ StreamName: 's' }), options);
}

async function readPage(edit: PageEdit): Promise<GetRecordsCommandOutput> {
  const kinesis = await withFault({ kind: 'page', edit });
  const client = kinesis.client();
  const ShardIterator = await iteratorOf(client, 's', SHARD);
  return client.send(new GetRecordsCommand({ ShardIterator }));
}
