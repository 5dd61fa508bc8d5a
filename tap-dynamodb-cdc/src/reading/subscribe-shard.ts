import { setTimeout as sleep } from 'node:timers/promises';
import { isInterruption } from '@cdc-relay/singer';
import { Backoff } from '../aws/backoff.ts';
import { RecoverableError } from '../aws/transient-error.ts';
import { type Page, release, type Subscriptions } from '../kinesis/port.ts';
import type { Position } from '../shards/bookmark.ts';
import type { Pace } from './pace.ts';
import { MAX_PLACES, type ReaderContext, readShard } from './read-shard.ts';
import { Renewal } from './renewal.ts';
import type { ShardCursor } from './shard-cursor.ts';

/** Kinesis gives a subscription to another call after five seconds; what fails for longer is polled for a while. */
const RETRY_MS = 10_000;
/** The first while; each one without an event in between is twice as long as the last. */
const POLL_MS = { first: 2_000, max: 300_000 };
/** Kinesis ends a subscription after five minutes. */
const RENEW_MS = 285_000;
/** Subscriptions that bring nothing are not renewed faster than this, where limits count. */
const PAUSE_MS = 1_000;

/** A shard, how its pages are read, and by what they are pushed. */
export interface PushedShard {
  readonly shardId: string;
  readonly cursor: ShardCursor;
  readonly context: ReaderContext;
  readonly subscriptions: Subscriptions;
  /** For polling in between. */
  readonly pace: Pace | undefined;
}

/**
 * Reads a shard as `readShard` does, from pages that the shard pushes: a subscription is renewed before it ends, after
 * what was emitted last. While Kinesis refuses one, the shard is polled; that also decides what a position past
 * retention means. A page holds places of the semaphore while it is emitted, and the next one is not read meanwhile.
 */
export async function* subscribeShard(shard: PushedShard): AsyncGenerator<Page> {
  const { retryPolicy, signal } = shard.context;
  const backoff = new Backoff({ ...retryPolicy, limitMs: Math.min(RETRY_MS, retryPolicy.limitMs) });
  const renewal = new Renewal();
  for (let pollMs = POLL_MS.first; ; ) {
    try {
      for await (const page of pushedPages(shard, renewal)) {
        backoff.succeeded();
        pollMs = POLL_MS.first;
        yield page;
        if (page.ended) return;
      }
      if (renewal.isGone) return;
    } catch (error) {
      const lasting = await waited(error, backoff, signal);
      if (lasting === undefined) continue;
      report(shard, pollMs, lasting);
      renewal.forget();
      if (yield* polledPages(shard, performance.now() + pollMs)) return;
      pollMs = Math.min(2 * pollMs, POLL_MS.max);
    }
  }
}

/** Whose refusals were logged: what one shard meets, many do. */
const reported = new WeakSet<Subscriptions>();

function report({ subscriptions, context }: PushedShard, pollMs: number, reason: string): void {
  const level = reported.has(subscriptions) ? 'debug' : 'warning';
  reported.add(subscriptions);
  context.retryPolicy.log[level](`the shard is polled for ${pollMs / 1000} s: ${reason}`);
}

/** Waits before the next attempt; the reason when another one does not help now. */
async function waited(error: unknown, backoff: Backoff, signal: AbortSignal): Promise<string | undefined> {
  if (!(error instanceof RecoverableError)) throw error;
  try {
    await backoff.failed(error, signal);
    return undefined;
  } catch (fault) {
    if (isInterruption(fault, signal)) throw fault;
    return error.message;
  }
}

/** The pages of one subscription. */
async function* pushedPages(shard: PushedShard, renewal: Renewal): AsyncGenerator<Page> {
  const { shardId, cursor, context, subscriptions, pace } = shard;
  const { signal, semaphore, idle, watched } = context;
  let closing = new AbortController();
  const close = (): void => closing.abort(signal.reason);
  const begin = async (position: Position): Promise<AsyncIterable<Page>> => {
    close();
    closing = new AbortController();
    return await subscriptions.subscribe(shardId, position, closing.signal);
  };
  const began = performance.now();
  let pages = 0;
  /** While the reader is held up, pages come and wait: a page is as old as this at most. */
  let heldMs = 0;
  signal.addEventListener('abort', close);
  try {
    signal.throwIfAborted();
    watched.asks();
    const continued = renewal.position(began);
    const pushed = continued === undefined ? await cursor.openBy(begin) : await begin(continued);
    renewal.isGone = pushed === undefined;
    for await (const page of pushed ?? []) {
      const arrived = performance.now();
      pages += 1;
      watched.answered(page);
      using _places = await semaphore.enter(MAX_PLACES);
      signal.throwIfAborted();
      const accepted = cursor.acceptPushed(page);
      yield accepted;
      release(accepted);
      release(page);
      watched.asks();
      if (!cursor.isProving) renewal.note(page, arrived - heldMs);
      heldMs += performance.now() - arrived;
      if (performance.now() - began > RENEW_MS) return;
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
  // One that ends at once must not be renewed without end.
  if (pages < 2) await sleep(pace === undefined ? idle.ms : PAUSE_MS, undefined, { signal });
}

/** Polls until a time; true when the shard needs no more reading. */
async function* polledPages(
  { cursor, context, pace }: PushedShard,
  until: number,
): AsyncGenerator<Page, boolean> {
  for await (const page of readShard(cursor, context, pace)) {
    yield page;
    if (page.ended) return true;
    if (performance.now() > until) return false;
  }
  return true;
}
