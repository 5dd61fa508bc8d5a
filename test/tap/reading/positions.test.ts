import {
  addRecords,
  shardOf,
  split,
  startHostileKinesis,
  startingPositions,
} from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { bookmarksIn, cdcModel, change, changes, HOUR, numbersIn, range, sourceUrl } from './source.ts';
import { runInProcess } from './tap-in-process.ts';

const [ONE, TWO, THREE, FOUR] = [0, 1, 2, 3].map((number) => `shardId-${String(number).padStart(12, '0')}`);

/** Two shards; shard 1 has 1 to 10, the odd ones five hours old, shard 2 has 11 to 20, all one hour old. */
function twoShards() {
  const { model, cdc } = cdcModel(2);
  const one = shardOf(cdc, ONE ?? '');
  const two = shardOf(cdc, TWO ?? '');
  addRecords(one, [...changes(1, 5, 5 * HOUR), ...changes(6, 10, HOUR)]);
  addRecords(two, changes(11, 20, HOUR));
  return { model, cdc, one, two };
}

const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

test('earliest: everything', async () => {
  await using kinesis = await startHostileKinesis(twoShards().model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  expect(sorted(numbersIn(run.messages))).toEqual(range(1, 20));
});

test('latest: what comes next, also when the first run saw nothing of it', async () => {
  const { model, one } = twoShards();
  await using kinesis = await startHostileKinesis(model);
  const settings = { source_url: sourceUrl(kinesis), start: 'latest' } as const;
  const first = await runInProcess(settings);
  expect(numbersIn(first.messages)).toEqual([]);
  expect(Object.keys(bookmarksIn(first.state))).toEqual([ONE, TWO]);
  addRecords(one, [change(21, 0)]);
  const second = await runInProcess(settings, { state: first.state });
  expect(numbersIn(second.messages)).toEqual([21]);
});

test('latest: the state is there before the first page is asked for', async () => {
  await using kinesis = await startHostileKinesis(twoShards().model, {
    faults: ({ operation }) =>
      operation === 'GetRecords' ? { kind: 'error', type: 'AccessDeniedException' } : undefined,
  });
  const run = await runInProcess({ source_url: sourceUrl(kinesis), start: 'latest' });
  expect(run.error).toMatchObject({ code: 'ACCESS_DENIED' });
  expect(bookmarksIn(run.state)[ONE ?? '']).toMatch(/^AT_TIMESTAMP /);
});

test('latest: what comes while the tip is slow to be had is not lost', async () => {
  const { model, one } = twoShards();
  await using kinesis = await startHostileKinesis(model, {
    faults: ({ operation, shardId, count }) => {
      if (operation !== 'GetShardIterator' || shardId !== ONE || count > 2) return undefined;
      addRecords(one, [change(21, 0)]);
      return { kind: 'delay', milliseconds: 2_100 };
    },
  });
  const run = await runInProcess({ source_url: sourceUrl(kinesis), start: 'latest' });
  expect(numbersIn(run.messages)).toEqual([21]);
  expect(startingPositions(kinesis.log, ONE ?? '')).toEqual([
    'LATEST',
    expect.stringMatching(/^AT_TIMESTAMP/),
  ]);
});

test('at-timestamp: what arrived since, in the shards that were open then and in their children', async () => {
  const { model, cdc, one } = twoShards();
  split(cdc, TWO ?? '', Date.now() - HOUR / 2);
  addRecords(shardOf(cdc, THREE ?? ''), [change(21, HOUR / 4)]);
  await using kinesis = await startHostileKinesis(model);
  const settings = { source_url: sourceUrl(kinesis), start: 'at-timestamp' } as const;
  const run = await runInProcess({ ...settings, start_timestamp: ago(2 * HOUR) });
  expect(sorted(numbersIn(run.messages))).toEqual(range(6, 21));
  expect(startingPositions(kinesis.log, FOUR ?? '')).toEqual(['TRIM_HORIZON']);

  const late = await runInProcess({ ...settings, start_timestamp: ago(HOUR / 3) });
  expect(numbersIn(late.messages)).toEqual([21]);
  expect(late.state).toMatchObject({ bookmarks: { cdc: { shards: { [THREE ?? '']: expect.any(String) } } } });
  addRecords(one, [change(22, 0)]);
  expect(numbersIn((await runInProcess(settings, { state: late.state })).messages)).toEqual([22]);
});

test.each([
  ['seqno-at', range(6, 20)],
  ['seqno-after', range(7, 20)],
] as const)('%s: the record in its shard, the others as of its arrival', async (start, expected) => {
  const { model, one } = twoShards();
  const seqno = one.records[5]?.sequenceNumber ?? '';
  await using kinesis = await startHostileKinesis(model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis), start, seqno });
  expect(run.error).toBeUndefined();
  expect(sorted(numbersIn(run.messages))).toEqual(expected);
});

test('seqno-at is pinned: a run that fails before the first record is no loss', async () => {
  const { model, one } = twoShards();
  const seqno = one.records[5]?.sequenceNumber ?? '';
  await using kinesis = await startHostileKinesis(model, {
    faults: ({ operation, count }) =>
      operation === 'GetRecords' && count > 1 ? { kind: 'error', type: 'AccessDeniedException' } : undefined,
  });
  const settings = { source_url: sourceUrl(kinesis), start: 'seqno-at', seqno } as const;
  const failed = await runInProcess(settings);
  expect(bookmarksIn(failed.state)[ONE ?? '']).toBe(`AT_SEQUENCE_NUMBER ${seqno}`);
  kinesis.setFaults(undefined);
  const run = await runInProcess({ source_url: sourceUrl(kinesis) }, { state: failed.state });
  expect(sorted(numbersIn(run.messages))).toEqual(range(6, 20));
});

test.each([
  [{ start: 'at-timestamp' }, 'start_timestamp'],
  [{ start: 'at-timestamp', start_timestamp: 'yesterday' }, 'start_timestamp'],
  [{ start: 'at-timestamp', start_timestamp: '2026-01-01T00:00:00' }, 'start_timestamp'],
  [{ start: 'at-timestamp', start_timestamp: '9999-01-01' }, 'in the future'],
  [{ start: 'seqno-at' }, 'seqno'],
] as const)('%j is refused', async (settings, words) => {
  await using kinesis = await startHostileKinesis(twoShards().model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis), ...settings });
  expect(run.error).toMatchObject({ code: 'CONFIG_INVALID' });
  expect(run.error?.message).toContain(words);
});

test('a sequence number that no shard has is refused', async () => {
  await using kinesis = await startHostileKinesis(twoShards().model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis), start: 'seqno-after', seqno: '7' });
  expect(run.error).toMatchObject({ code: 'RECORD_NOT_FOUND' });
});

test('a bookmark wins over the start, and a shard that appears later begins at its beginning', async () => {
  const { model, cdc, one, two } = twoShards();
  await using kinesis = await startHostileKinesis(model);
  const url = sourceUrl(kinesis);
  const first = await runInProcess({ source_url: url });
  addRecords(two, [change(21, 0)]);
  const [low] = split(cdc, two.id);
  addRecords(low, [change(22, 0)]);
  addRecords(one, [change(23, 0)]);
  const second = await runInProcess({ source_url: url, start: 'latest' }, { state: first.state });
  expect(sorted(numbersIn(second.messages))).toEqual([21, 22, 23]);
  expect(startingPositions(kinesis.log, low.id)).toEqual(['TRIM_HORIZON']);
});

test.each(['a STATE message', 'singer_state'])(
  '%s: new records are not lost with start latest',
  async (form) => {
    const { model, one } = twoShards();
    await using kinesis = await startHostileKinesis(model);
    const source_url = sourceUrl(kinesis);
    const first = await runInProcess({ source_url });
    addRecords(one, [change(21, 0)]);
    const state = first.state ?? {};
    const wrapped = form === 'singer_state' ? { singer_state: state } : { type: 'STATE', value: state };
    const second = await runInProcess({ source_url, start: 'latest' }, { state: wrapped });
    expect(numbersIn(second.messages)).toEqual([21]);
  },
);

test.each([
  [{ state: { bookmarks: {} } }, 'STATE_INVALID'],
  [{ bookmarks: { other: { version: 1 } } }, 'STATE_OF_OTHER_STREAM'],
  [{ bookmarks: { cdc: { version: 99 } } }, 'STATE_VERSION_UNKNOWN'],
])('the state %j is refused', async (state, code) => {
  await using kinesis = await startHostileKinesis(twoShards().model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis) }, { state });
  expect(run).toMatchObject({ error: { code }, messages: [] });
});
