import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../shards/bookmark.ts';
import type { ShardStart } from '../shards/start.ts';
import type { Gate } from './gate.ts';
import { ExpiredIterator, type Kinesis, type Page } from './port.ts';

/** Kinesis answers five GetRecords a second and shard. */
const CALL_INTERVAL_MS = 200;

/** At the tip, what comes next can wait a moment. */
const IDLE_MS = 1_000;

/** What a reader shares with the readers of other shards. */
export interface ReaderContext {
  readonly kinesis: Kinesis;
  /** Bounds the pages that are in memory at a time. */
  readonly gate: Gate;
  /** Ends the reading between two pages. */
  readonly signal: AbortSignal;
}

/**
 * Reads a shard page by page until its end, or until the signal. A page holds its place at the gate until the next
 * one is asked for. An expired iterator is replaced by one after the last record that was read.
 */
export async function* readShard(start: ShardStart, context: ReaderContext): AsyncGenerator<Page> {
  const { kinesis, gate, signal } = context;
  let position = start.otherwise;
  let iterator: string | undefined = await kinesis.shardIterator(start.shardId, start.first, signal);
  while (iterator !== undefined) {
    const began = performance.now();
    let wait = CALL_INTERVAL_MS;
    {
      using _place = await gate.enter();
      const page = await getPage(kinesis, iterator, signal);
      if (page === undefined) {
        iterator = await kinesis.shardIterator(start.shardId, position, signal);
        continue;
      }
      position = positionAfterPage(page) ?? position;
      iterator = page.nextIterator;
      if (page.millisBehindLatest === 0) wait = IDLE_MS;
      yield page;
    }
    if (iterator !== undefined) await pause(wait - (performance.now() - began), signal);
  }
}

/** Undefined when the iterator has expired. */
async function getPage(kinesis: Kinesis, iterator: string, signal: AbortSignal): Promise<Page | undefined> {
  try {
    return await kinesis.getRecords(iterator, signal);
  } catch (error) {
    if (error instanceof ExpiredIterator) return undefined;
    throw error;
  }
}

function positionAfterPage(page: Page): Position | undefined {
  const sequenceNumber = page.records.at(-1)?.SequenceNumber;
  return sequenceNumber === undefined ? undefined : { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal });
}
