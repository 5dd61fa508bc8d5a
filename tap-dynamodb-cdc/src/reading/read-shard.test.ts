import { Writable } from 'node:stream';
import { Logger, ProgramError } from '@cdc-relay/singer';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Kinesis, type Page, PositionGone } from '../kinesis/port.ts';
import { ShardSet } from '../shards/shard-set.ts';
import { GapPolicy } from './gap-policy.ts';
import { IdleInterval } from './idle-interval.ts';
import { PageSize } from './page-size.ts';
import { readShard, SEMAPHORE_PLACES } from './read-shard.ts';
import { Semaphore } from './semaphore.ts';
import { ShardCursor } from './shard-cursor.ts';
import { WatchedShard } from './watched-shard.ts';

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const log = new Logger('tap', { level: 'error', live: false, format: ({ message }) => message }, nowhere);
const MINUTE_MS = 60_000;

const PAGE: Page = {
  records: [],
  nextIterator: 'next',
  ended: false,
  millisBehindLatest: 1,
  isTip: false,
  children: [],
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function cursorOf(kinesis: Kinesis): ShardCursor {
  const shards = new ShardSet(new Map(), new Map());
  const gaps = new GapPolicy('continue', log, () => undefined);
  return new ShardCursor('a', { kinesis, shards, gaps, signal: new AbortController().signal }, false);
}

/** The pages of the shard, read without a pace. */
function pagesOf(kinesis: Kinesis): ReturnType<typeof readShard> {
  const context = {
    kinesis,
    semaphore: new Semaphore(SEMAPHORE_PLACES),
    pageSize: new PageSize(100),
    retryPolicy: { limitMs: 0, log },
    idle: new IdleInterval(() => 0),
    watched: new WatchedShard({ renewals: 0 }),
    follow: false,
    signal: new AbortController().signal,
  };
  return readShard(cursorOf(kinesis), context, undefined);
}

/** Reads pages, each of which takes this long to be emitted; returns the iterators that were used. */
async function iteratorsUsed(emissionMs: number, pages: number): Promise<string[]> {
  const used: string[] = [];
  const kinesis: Kinesis = {
    time: 0,
    isLimited: false,
    describe: async () => undefined,
    listShards: async () => [],
    shardIterator: async () => 'fresh',
    getRecords: async (iterator) => {
      used.push(iterator);
      return used.length === pages ? { ...PAGE, nextIterator: undefined, ended: true } : PAGE;
    },
  };
  for await (const _ of pagesOf(kinesis)) vi.advanceTimersByTime(emissionMs);
  return used;
}

test('each page names the iterator of the next one', async () => {
  expect(await iteratorsUsed(0, 3)).toEqual(['fresh', 'next', 'next']);
});

test('an iterator that would have expired meanwhile is not tried', async () => {
  expect(await iteratorsUsed(6 * MINUTE_MS, 3)).toEqual(['fresh', 'fresh', 'fresh']);
});

test('a shard that is gone has no pages', async () => {
  const kinesis: Kinesis = {
    time: 0,
    isLimited: false,
    describe: async () => undefined,
    listShards: async () => [],
    shardIterator: async () => {
      throw new PositionGone(new ProgramError('STREAM_NOT_FOUND', 'no such shard', { remedy: '' }));
    },
    getRecords: async () => expect.unreachable(),
  };
  for await (const page of pagesOf(kinesis)) expect.unreachable(String(page));
});

test('a page lets go of its records when the next one is requested: a thousand shards that wait would keep as many', async () => {
  const kept: number[] = [];
  const read: Page[] = [];
  const kinesis: Kinesis = {
    time: 0,
    isLimited: false,
    describe: async () => undefined,
    listShards: async () => [],
    shardIterator: async () => 'fresh',
    getRecords: async () => {
      kept.push(read.flatMap(({ records }) => records).length);
      const records = [{ SequenceNumber: String(kept.length), Data: new Uint8Array(1) }];
      return { ...PAGE, records, ended: kept.length === 3 };
    },
  };
  const numbers: (string | undefined)[] = [];
  for await (const page of pagesOf(kinesis)) {
    read.push(page);
    numbers.push(...page.records.map(({ SequenceNumber }) => SequenceNumber));
  }
  expect(numbers).toEqual(['1', '2', '3']);
  expect(kept).toEqual([0, 0, 0]);
});
