import { Writable } from 'node:stream';
import { Logger } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import type { Kinesis, Page } from '../kinesis/port.ts';
import { ShardSet } from '../shards/shard-set.ts';
import { GapPolicy } from './gap-policy.ts';
import { ShardCursor } from './shard-cursor.ts';

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const log = new Logger('tap', { level: 'error', live: false, format: ({ message }) => message }, nowhere);
const DAY_MS = 86_400_000;
const NOW = 1_700_000_000_000;

/** A shard whose bookmark is a record of three days ago, which a day's retention does not hold any more. */
async function opened(isLimited = true): Promise<ShardCursor> {
  const shards = new ShardSet(new Map([['a', '100']]), new Map([['a', { arrived: NOW - 3 * DAY_MS }]]));
  shards.add([{ id: 'a', parents: [], open: false }]);
  const kinesis: Kinesis = {
    time: NOW,
    isLimited,
    describe: async () => undefined,
    listShards: async () => [],
    shardIterator: async () => 'iterator',
    getRecords: async () => EMPTY,
  };
  const gaps = new GapPolicy('fail', log, () => undefined, DAY_MS);
  const { signal } = new AbortController();
  const cursor = new ShardCursor('a', { kinesis, shards, gaps, signal }, false);
  await cursor.open();
  return cursor;
}

const EMPTY: Page = {
  records: [],
  nextIterator: 'next',
  ended: false,
  millisBehindLatest: 5_000,
  isTip: false,
  children: [],
};
const CHILD = { id: 'b', parents: ['a'], open: true };

test('an empty page says nothing about the record of the bookmark', async () => {
  expect((await opened()).accept(EMPTY).records).toEqual([]);
});

test.each<[string, Partial<Page>]>([
  ['another record', { records: [{ SequenceNumber: '200', Data: new Uint8Array() }] }],
  ['the tip', { isTip: true }],
  ['the end of the shard', { nextIterator: undefined, ended: true, children: [CHILD] }],
])('%s in its place says that records are lost', async (_, page) => {
  const cursor = await opened();
  expect(() => cursor.accept({ ...EMPTY, ...page })).toThrow(
    expect.objectContaining({ code: 'RECORDS_EXPIRED' }) as Error,
  );
});

test('one empty page of an emulator says nothing, a second one does', async () => {
  const cursor = await opened(false);
  const tip: Page = { ...EMPTY, millisBehindLatest: 0, isTip: true };
  expect(cursor.accept(tip).isTip).toBe(false);
  expect(() => cursor.accept(tip)).toThrow(expect.objectContaining({ code: 'RECORDS_EXPIRED' }) as Error);
});
