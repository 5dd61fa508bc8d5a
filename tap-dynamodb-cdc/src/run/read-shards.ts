import { Gate } from '../kinesis/gate.ts';
import type { Kinesis, Page } from '../kinesis/port.ts';
import { readShard } from '../kinesis/read-shard.ts';
import type { ShardSet } from './shard-set.ts';

/** Pages that are in memory at a time; one may be 10 MiB of data. */
const PAGES_IN_MEMORY = 2;

/** What happens with what is read. */
export interface Reading {
  readonly kinesis: Kinesis;
  readonly shards: ShardSet;
  /** Ends the reading after the pages that are being emitted. */
  readonly signal: AbortSignal;
  /** Emits a page; true when its shard has been read far enough. */
  readonly emit: (shardId: string, page: Page) => Promise<boolean>;
}

/**
 * Reads all shards, parents before children, each until it ends or has been read far enough. The first fault ends
 * the reading of all and is thrown once they have stopped.
 */
export async function readShards(reading: Reading): Promise<void> {
  const failure = new AbortController();
  const signal = AbortSignal.any([reading.signal, failure.signal]);
  const active = new Set<Promise<void>>();
  const gate = new Gate(PAGES_IN_MEMORY);
  const begin = (shardId: string): void => {
    const task = readOne(shardId, { ...reading, signal }, gate).finally(() => active.delete(task));
    active.add(task);
  };
  try {
    for (;;) {
      if (!signal.aborted) for (const shardId of reading.shards.begin()) begin(shardId);
      if (active.size === 0) break;
      await Promise.race(active);
    }
  } finally {
    failure.abort();
    await Promise.allSettled(active);
  }
}

async function readOne(shardId: string, reading: Reading, gate: Gate): Promise<void> {
  const { kinesis, shards, signal, emit } = reading;
  try {
    for await (const page of readShard(shards.startOf(shardId), { kinesis, gate, signal })) {
      const far = await emit(shardId, page);
      if (page.nextIterator === undefined) await endShard(shardId, page, reading);
      else if (far) return;
    }
  } catch (error) {
    // Stopping interrupts whatever waits; a fault that stopped the others is thrown by its own shard.
    if (!signal.aborted) throw error;
  }
}

/** The children are known before the end is noted, so that a state never lacks both. */
async function endShard(shardId: string, page: Page, { kinesis, shards, signal }: Reading): Promise<void> {
  shards.add(page.children.length > 0 ? page.children : (await kinesis.listShards(signal)).shards);
  shards.end(shardId);
}
