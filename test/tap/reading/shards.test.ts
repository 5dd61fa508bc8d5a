import {
  addRecords,
  expire,
  faultQueue,
  type KinesisStream,
  merge,
  requestsOf,
  type Shard,
  shardOf,
  split,
  startHostileKinesis,
} from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { bookmarksIn, cdcModel, change, changes, numbersIn, range, sourceUrl } from './source.ts';
import { runInProcess } from './tap-in-process.ts';

const SHARD = 'shardId-000000000000';
const last = (shard: Shard) => shard.records.at(-1)?.sequenceNumber;

/** 1 to 10 in a shard that was split: 11 to 20 and 21 to 30 in its children, which were merged: 31 to 40. */
function resharded(): { cdc: KinesisStream; model: ReturnType<typeof cdcModel>['model']; shards: Shard[] } {
  const { model, cdc } = cdcModel();
  const parent = shardOf(cdc, SHARD);
  addRecords(parent, changes(1, 10));
  const [low, high] = split(cdc, SHARD);
  addRecords(low, changes(11, 20));
  addRecords(high, changes(21, 30));
  const child = merge(cdc, low.id, high.id);
  addRecords(child, changes(31, 40));
  return { cdc, model, shards: [parent, low, high, child] };
}

test.each(['with-records', 'empty-page'] as const)(
  'parents before children, the last page of each (%s) included',
  async (endOfShard) => {
    const { model, shards } = resharded();
    await using kinesis = await startHostileKinesis(model, { endOfShard, pageSize: 4 });
    const run = await runInProcess({ source_url: sourceUrl(kinesis) });
    const numbers = numbersIn(run.messages);
    expect(numbers.slice(0, 10)).toEqual(range(1, 10));
    expect(numbers.slice(10, 30).toSorted()).toEqual(range(11, 30));
    expect(numbers.slice(30)).toEqual(range(31, 40));
    const child = shards[3];
    expect(bookmarksIn(run.state)).toEqual({ [child?.id ?? '']: child && last(child) });
  },
);

test('closed shards are not read again from a state', async () => {
  const { model } = resharded();
  await using kinesis = await startHostileKinesis(model);
  const first = await runInProcess({ source_url: sourceUrl(kinesis) });
  const second = await runInProcess({ source_url: sourceUrl(kinesis) }, { state: first.state });
  expect(numbersIn(second.messages)).toEqual([]);
});

test('an expired parent blocks neither child', async () => {
  const { model, shards } = resharded();
  for (const shard of shards.slice(0, 2)) expire(shard);
  await using kinesis = await startHostileKinesis(model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  expect(numbersIn(run.messages)).toEqual(range(21, 40));
});

test('the end of a shard stays in the state until its child has begun', async () => {
  const { model, cdc } = cdcModel(2);
  const [one, two] = cdc.shards as [Shard, Shard];
  addRecords(one, changes(1, 3));
  addRecords(two, changes(4, 6));
  merge(cdc, one.id, two.id);
  await using kinesis = await startHostileKinesis(model, {
    faults: ({ operation, shardId }) =>
      operation === 'GetRecords' && shardId === two.id
        ? { kind: 'error', type: 'AccessDeniedException' }
        : undefined,
  });
  // The other parent fails after this one has ended: a slower fault makes the order sure.
  const stopped = await runInProcess({ source_url: sourceUrl(kinesis), max_records: 3 });
  expect(numbersIn(stopped.messages)).toEqual(range(1, 3));
  const again = await runInProcess({ source_url: sourceUrl(kinesis) }, { state: stopped.state });
  expect(again.error).toMatchObject({ code: 'ACCESS_DENIED' });
  kinesis.setFaults(undefined);
  const whole = await runInProcess({ source_url: sourceUrl(kinesis) }, { state: again.state });
  expect(numbersIn(whole.messages)).toEqual(range(4, 6));
});

test('a child waits for a parent that came, and was merged again, after the shards were listed', async () => {
  const { model, cdc } = cdcModel(3);
  const [one, two, three] = cdc.shards as [Shard, Shard, Shard];
  addRecords(one, [change(1)]);
  addRecords(two, changes(2, 20));
  addRecords(three, changes(21, 40));
  await using kinesis = await startHostileKinesis(model, { pageSize: 1 });
  const ending = new AbortController();
  const onMessage = ({ record }: { type: string; record?: { id?: unknown } }): void => {
    if (record?.id === 1) {
      const between = merge(cdc, two.id, three.id);
      addRecords(between, changes(41, 50));
      addRecords(merge(cdc, one.id, between.id), changes(51, 60));
    }
    if (record?.id === 60) ending.abort();
  };
  const run = await runInProcess(
    { source_url: sourceUrl(kinesis), follow: true },
    { signal: ending.signal, onMessage },
  );
  expect(numbersIn(run.messages).slice(40)).toEqual(range(41, 60));
});

test('every page of ListShards counts, also when the token expires between them', async () => {
  const { model, cdc } = cdcModel(11);
  for (const [index, shard] of cdc.shards.entries()) addRecords(shard, [change(index + 1)]);
  await using kinesis = await startHostileKinesis(model, {
    shardsListed: 10,
    faults: faultQueue({ ListShards: [undefined, { kind: 'error', type: 'ExpiredNextTokenException' }] }),
  });
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  expect(run.error).toBeUndefined();
  expect(numbersIn(run.messages).toSorted((a, b) => a - b)).toEqual(range(1, 11));
  expect(requestsOf(kinesis.log, 'ListShards')).toHaveLength(4);
});

test('an answer without a next iterator ends a shard only when nothing can follow', async () => {
  const { model } = resharded();
  await using kinesis = await startHostileKinesis(model, {
    pageSize: 4,
    faults: ({ operation }) =>
      operation === 'GetRecords' ? { kind: 'page', edit: { withoutNext: true } } : undefined,
  });
  // The last shard is open, and never says more than that it has nothing.
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  expect(run.error).toBeUndefined();
  const numbers = numbersIn(run.messages);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(range(1, 40));
  expect(numbers.slice(0, 10)).toEqual(range(1, 10));
  expect(numbers.slice(30)).toEqual(range(31, 40));
});

test('shards that come while it follows are read', async () => {
  const { model, cdc } = cdcModel();
  const parent = shardOf(cdc, SHARD);
  addRecords(parent, changes(1, 2));
  await using kinesis = await startHostileKinesis(model);
  const ending = new AbortController();
  const onMessage = (message: { type: string; record?: { id?: unknown } }): void => {
    if (message.record?.id === 2) {
      addRecords(parent, [change(3)]);
      const [low, high] = split(cdc, SHARD);
      addRecords(low, [change(4)]);
      const [, child] = split(cdc, high.id);
      addRecords(child, [change(5)]);
    }
    if (message.record?.id === 5 || message.record?.id === 4) seen += 1;
    if (seen === 2) ending.abort();
  };
  let seen = 0;
  const run = await runInProcess(
    { source_url: sourceUrl(kinesis), follow: true },
    { signal: ending.signal, onMessage },
  );
  expect(run.error).toBeUndefined();
  expect(numbersIn(run.messages).toSorted()).toEqual(range(1, 5));
});

test('all shards are read, however far behind one of them is', async () => {
  const { model, cdc } = cdcModel(4);
  cdc.shards.forEach((shard, index) => {
    addRecords(shard, changes(index * 1_000 + 1, index * 1_000 + (index === 0 ? 1_000 : 20)));
  });
  await using kinesis = await startHostileKinesis(model, { pageSize: 10 });
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  const numbers = numbersIn(run.messages);
  const lastOfOthers = Math.max(...[1_020, 2_020, 3_020].map((number) => numbers.indexOf(number)));
  expect(numbers).toHaveLength(1_060);
  expect(lastOfOthers).toBeLessThan(150);
});
