import { Writable } from 'node:stream';
import { Logger } from '@cdc-relay/singer';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Kinesis, Page, Subscriptions } from '../kinesis/port.ts';
import type { Position } from '../shards/bookmark.ts';
import { ShardSet } from '../shards/shard-set.ts';
import { GapPolicy } from './gap-policy.ts';
import { IdleInterval } from './idle-interval.ts';
import { PageSize } from './page-size.ts';
import { SEMAPHORE_PLACES } from './read-shard.ts';
import { Semaphore } from './semaphore.ts';
import { ShardCursor } from './shard-cursor.ts';
import { subscribeShard } from './subscribe-shard.ts';
import { WatchedShard } from './watched-shard.ts';

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const log = new Logger('tap', { level: 'error', live: false, format: ({ message }) => message }, nowhere);
const SECOND_MS = 1_000;

/** An open shard without records, as Kinesis pushes it every five seconds. */
function quiet(number: number): Page {
  return {
    records: [],
    nextIterator: String(number),
    ended: false,
    millisBehindLatest: 0,
    isTip: true,
    children: [],
  };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/**
 * Reads the pages of a shard, each of which takes so long to come and to be emitted; after `pages` of them the shard
 * ends. Returns where its subscriptions began, and after how many pages.
 */
async function subscriptionsOf(
  pages: number,
  comingMs: number,
  emissionMs = 0,
): Promise<[Position, number][]> {
  const begun: [Position, number][] = [];
  let pushed = 0;
  const signals: AbortSignal[] = [];
  const subscriptions: Subscriptions = {
    prepare: async () => true,
    subscribe: async (_, position, signal) => {
      expect(signals.every(({ aborted }) => aborted)).toBe(true);
      signals.push(signal);
      begun.push([position, pushed]);
      return (async function* () {
        while (pushed < pages) {
          vi.advanceTimersByTime(comingMs);
          pushed += 1;
          yield pushed === pages ? { ...quiet(pushed), ended: true } : quiet(pushed);
        }
      })();
    },
  };
  for await (const _ of subscribeShard(shardOf(subscriptions))) vi.advanceTimersByTime(emissionMs);
  expect(pushed).toBe(pages);
  return begun;
}

function shardOf(subscriptions: Subscriptions): Parameters<typeof subscribeShard>[0] {
  const { signal } = new AbortController();
  const never = (): Promise<never> => Promise.reject(new Error('the shard is not to be polled'));
  const kinesis: Kinesis = {
    time: 0,
    isLimited: false,
    describe: never,
    listShards: never,
    shardIterator: never,
    getRecords: never,
  };
  const gaps = new GapPolicy('continue', log, () => undefined);
  const cursor = new ShardCursor(
    'a',
    { kinesis, shards: new ShardSet(new Map(), new Map()), gaps, signal },
    false,
  );
  const context = {
    kinesis,
    semaphore: new Semaphore(SEMAPHORE_PLACES),
    pageSize: new PageSize(100),
    retryPolicy: { limitMs: 0, log },
    idle: new IdleInterval(() => 0),
    watched: new WatchedShard({ renewals: 0 }),
    follow: true,
    signal,
  };
  return { shardId: 'a', cursor, context, subscriptions, pace: undefined };
}

test('a subscription is renewed before its five minutes are over, after what was pushed last', async () => {
  const begun = await subscriptionsOf(130, 5 * SECOND_MS);
  expect(begun).toEqual([
    [{ type: 'TRIM_HORIZON' }, 0],
    [{ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '58' }, 58],
    [{ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '116' }, 116],
  ]);
});

test('one that is younger is not', async () => {
  expect(await subscriptionsOf(57, 5 * SECOND_MS)).toHaveLength(1);
});

test('a reader that was held up for longer begins at its bookmark, whose record proves that nothing is missing', async () => {
  const begun = await subscriptionsOf(3, 0, 400 * SECOND_MS);
  expect(begun.map(([{ type }]) => type)).toEqual(['TRIM_HORIZON', 'TRIM_HORIZON', 'TRIM_HORIZON']);
});

test('a page lets go of its records before the next one is read', async () => {
  const pushed: Page[] = [];
  const kept: number[] = [];
  async function* pages(): AsyncGenerator<Page> {
    for (const number of [1, 2, 3]) {
      kept.push(pushed.flatMap(({ records }) => records).length);
      const records = [{ SequenceNumber: String(number), Data: new Uint8Array(1) }];
      const page = { ...quiet(number), records, ended: number === 3 };
      pushed.push(page);
      yield page;
    }
  }
  const shard = shardOf({ prepare: async () => true, subscribe: async () => pages() });
  const numbers: (string | undefined)[] = [];
  for await (const page of subscribeShard(shard)) {
    pushed.push(page);
    numbers.push(...page.records.map(({ SequenceNumber }) => SequenceNumber));
  }
  expect(numbers).toEqual(['1', '2', '3']);
  expect(kept).toEqual([0, 0, 0]);
});
