import { addRecords, expire, shardOf, split, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import {
  bookmarksIn,
  cdcModel,
  change,
  changes,
  HOUR,
  numbersIn,
  sequenceNumber,
  sourceUrl,
  stateWith,
} from './source.ts';
import { expectGap, runInProcess } from './tap-in-process.ts';

const SHARD = 'shardId-000000000000';

/** 1 to 5 in a shard that was split long ago and has expired, and what became of it. */
function split2() {
  const { model, cdc } = cdcModel();
  const parent = shardOf(cdc, SHARD);
  addRecords(parent, changes(1, 5, 40 * HOUR));
  const [low, high] = split(cdc, SHARD);
  addRecords(low, [change(6, 30 * HOUR)]);
  const [lowest] = split(cdc, low.id);
  addRecords(lowest, [change(7)]);
  addRecords(high, [change(8)]);
  expire(parent);
  return { model, cdc, parent, low, high };
}

test.each([
  ['not read to its end', '1', false],
  ['read to its end, one child gone unread', 'SHARD_END', true],
])('%s: an error, or what is left', async (_, bookmark, childGone) => {
  const { model, parent, low } = split2();
  if (childGone) expire(low);
  await using kinesis = await startHostileKinesis(model);
  const state = stateWith({ [SHARD]: bookmark === '1' ? sequenceNumber(parent, 1) : bookmark });
  expectGap(await runInProcess({ source_url: sourceUrl(kinesis) }, { state }));
  const run = await runInProcess({ source_url: sourceUrl(kinesis), on_gap: 'continue' }, { state });
  expect(numbersIn(run.messages).toSorted()).toEqual(childGone ? [7, 8] : [6, 7, 8]);
  expect(Object.keys(bookmarksIn(run.state))).not.toContain(SHARD);
});

test('read to its end, its children are there: nothing is lost', async () => {
  const { model } = split2();
  await using kinesis = await startHostileKinesis(model);
  const state = stateWith({ [SHARD]: 'SHARD_END' });
  const run = await runInProcess({ source_url: sourceUrl(kinesis) }, { state });
  expect(run.error).toBeUndefined();
  expect(numbersIn(run.messages).toSorted()).toEqual([6, 7, 8]);
});

test('read to its end, with no child left', async () => {
  const { model, cdc, low, high } = split2();
  const [a, b] = split(cdc, high.id);
  for (const shard of [low, high]) expire(shard);
  addRecords(a, [change(9)]);
  addRecords(b, [change(10)]);
  await using kinesis = await startHostileKinesis(model);
  expectGap(
    await runInProcess({ source_url: sourceUrl(kinesis) }, { state: stateWith({ [SHARD]: 'SHARD_END' }) }),
  );
});

test('while it is being read', async () => {
  const { model, cdc } = cdcModel();
  const parent = shardOf(cdc, SHARD);
  addRecords(parent, changes(1, 10));
  const [low] = split(cdc, SHARD);
  addRecords(low, [change(11)]);
  const options = { pageSize: 2, faults: expireAfterTwoPages };
  function expireAfterTwoPages({ operation, count }: { operation: string; count: number }): undefined {
    if (operation === 'GetRecords' && count === 3) expire(parent);
  }
  await using kinesis = await startHostileKinesis(model, options);
  const run = await runInProcess({ source_url: sourceUrl(kinesis), on_gap: 'continue' });
  expect(run.error).toBeUndefined();
  expect(numbersIn(run.messages)).toEqual([1, 2, 3, 4, 11]);
  expect(run.log).toContain('"metric":"gap_count","value":1');
});
