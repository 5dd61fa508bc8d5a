import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@cdc-relay/singer';
import { withRetry } from '../aws/backoff.ts';
import { type Kinesis, type KinesisRecord, type Page, PositionGone } from '../kinesis/port.ts';

/** A peek at the stream takes a few seconds at most: orchestrators take one before each run. */
const PEEK_MS = 4_000;

/** Kinesis answers five GetRecords a second and shard. */
const CALL_INTERVAL_MS = 200;

/** Records that a peek asks for in one call: enough to see what there is. */
const PEEK_RECORDS = 500;

/** Shards that are peeked at at a time. */
const AT_A_TIME = 4;

/** Gets the first records of a shard. */
export type Show = (shardId: string, records: readonly KinesisRecord[]) => Promise<void>;

/**
 * Shows the oldest records that each shard still has, one page of each, and moves no bookmark. Returns false when
 * the time was over before all shards were seen. Faults of Kinesis are thrown as they are.
 */
export async function peek(kinesis: Kinesis, log: Logger, signal: AbortSignal, show: Show): Promise<boolean> {
  const timeout = AbortSignal.timeout(PEEK_MS);
  const failure = new AbortController();
  const any = AbortSignal.any([signal, timeout, failure.signal]);
  try {
    const shards = await kinesis.listShards(any);
    const left = shards.map(({ id }) => id);
    const worker = async (): Promise<void> => {
      for (let id = left.shift(); id !== undefined; id = left.shift())
        await peekAt({ kinesis, log, signal: any, show }, id);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
    return true;
  } catch (error) {
    if (!timeout.aborted) throw error;
    return false;
  } finally {
    // After a fault the other shards are left alone.
    failure.abort();
  }
}

interface Peeking {
  readonly kinesis: Kinesis;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly show: Show;
}

async function peekAt({ kinesis, log, signal, show }: Peeking, shardId: string): Promise<void> {
  let iterator: string | undefined = await oldest(kinesis, shardId, signal);
  while (iterator !== undefined) {
    const from: string = iterator;
    const get = () => kinesis.getRecords(from, PEEK_RECORDS, signal);
    const page: Page = await withRetry({ limitMs: PEEK_MS, log }, get, signal);
    if (page.records.length > 0) return await show(shardId, page.records);
    if (page.isTip) return;
    iterator = page.nextIterator;
    await sleep(CALL_INTERVAL_MS, undefined, { signal });
  }
}

/** Undefined for a shard that has just expired. */
async function oldest(kinesis: Kinesis, shardId: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await kinesis.shardIterator(shardId, { type: 'TRIM_HORIZON' }, signal);
  } catch (error) {
    if (error instanceof PositionGone) return undefined;
    throw error;
  }
}
