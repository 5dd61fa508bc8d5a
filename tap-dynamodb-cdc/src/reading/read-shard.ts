import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff, type RetryPolicy } from '../aws/backoff.ts';
import { TransientError } from '../aws/transient-error.ts';
import { ExpiredIterator, type Kinesis, type Page, PositionGone, release } from '../kinesis/port.ts';
import { type IdleInterval, isThrottled } from './idle-interval.ts';
import { type Pace, turn } from './pace.ts';
import { bytesOf, type PageSize } from './page-size.ts';
import type { Semaphore } from './semaphore.ts';
import type { ShardCursor } from './shard-cursor.ts';
import type { WatchedShard } from './watched-shard.ts';

/** How many places of the semaphore a page needs at most. */
export const MAX_PLACES = 4;
/** What a page of a backlog needs, and how many bytes it should have: at five calls a second, all of a
 * shard's 2 MiB. Larger pages read no faster, and cost memory several times over. */
const BACKLOG = { places: MAX_PLACES, bytes: 448 * 1024 };
/** A shard that was at its tip a moment ago has little to say. */
const TIP = { places: 1, bytes: 128 * 1024 };

/** Enough for two pages of a backlog, or eight shards at their tip. */
export const SEMAPHORE_PLACES = 8;

/** What a reader shares with the readers of other shards. */
export interface ReaderContext {
  readonly kinesis: Kinesis;
  /** Bounds the pages that are in memory at a time. */
  readonly semaphore: Semaphore;
  readonly pageSize: PageSize;
  readonly retryPolicy: RetryPolicy;
  /** How long to wait at the tip. */
  readonly idle: IdleInterval;
  /** Whether reading goes on at the tip: then a page that brought a little is waited after as well. */
  readonly follow: boolean;
  readonly watched: WatchedShard;
  /** Ends the reading between two pages. */
  readonly signal: AbortSignal;
}

/** Iterators are good for five minutes. */
const FRESH_MS = 4 * 60_000;

/**
 * Reads a shard page by page until its end, or until the signal. A page has its records, and holds its places of the
 * semaphore, until the next one is requested; waiting for the shard's turn, and after faults, holds none. An iterator that has expired, or has
 * grown old while others had their turn, is replaced by one at the bookmark. `pace` is undefined where nothing limits
 * the calls.
 */
export async function* readShard(
  cursor: ShardCursor,
  context: ReaderContext,
  pace: Pace | undefined,
): AsyncGenerator<Page> {
  const { semaphore, signal, watched } = context;
  const backoff = new Backoff(context.retryPolicy);
  let iterator: string | undefined;
  let since = 0;
  let expected = BACKLOG;
  let reopened = false;
  for (;;) {
    await turn(pace, signal);
    let idle = false;
    let ended = false;
    try {
      const requested = performance.now();
      using _places = await semaphore.enter(expected.places);
      signal.throwIfAborted();
      const admitted = performance.now();
      backoff.excludeWait(admitted - requested);
      watched.asks();
      if (iterator === undefined || admitted - since > FRESH_MS) {
        if (since > 0) watched.renewed();
        iterator = await cursor.open();
      }
      if (iterator === undefined) return;
      const limit = context.pageSize.limitFor(expected.bytes);
      const page = cursor.accept(await getPage(iterator, limit, context, pace));
      since = performance.now();
      backoff.succeeded();
      watched.answered(page);
      context.idle.answered();
      reopened = false;
      idle = page.isTip || (context.follow && page.millisBehindLatest === 0 && page.records.length < limit);
      yield page;
      release(page);
      ended = page.ended;
      iterator = page.nextIterator;
    } catch (error) {
      if (isThrottled(error)) context.idle.throttled();
      if (!needsIterator(error)) await backoff.failed(error, signal);
      else {
        // A fresh iterator that does not do either must not be replaced without end.
        if (reopened) await backoff.failed(new TransientError(error.fault), signal);
        reopened = true;
        iterator = undefined;
      }
    }
    expected = idle ? TIP : BACKLOG;
    if (ended) return;
    if (idle) await sleep(context.idle.ms, undefined, { signal });
  }
}

async function getPage(
  iterator: string,
  limit: number,
  { kinesis, pageSize, signal }: ReaderContext,
  pace: Pace | undefined,
): Promise<Page> {
  let bytes = 0;
  try {
    const page = await kinesis.getRecords(iterator, limit, signal);
    bytes = bytesOf(page.records);
    pageSize.note(bytes, page.records.length);
    return page;
  } finally {
    pace?.answered(performance.now(), bytes);
  }
}

/** True when a new iterator may help. */
function needsIterator(error: unknown): error is ExpiredIterator | PositionGone {
  return error instanceof ExpiredIterator || error instanceof PositionGone;
}
