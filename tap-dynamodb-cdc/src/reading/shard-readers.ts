import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInterruption } from '@cdc-relay/singer';
import type { Page } from '../kinesis/port.ts';
import { isClosed } from '../shards/lineage.ts';
import { IdleInterval, idleMsOf } from './idle-interval.ts';
import { Pace } from './pace.ts';
import { PageSize } from './page-size.ts';
import { type ReaderContext, readShard, SEMAPHORE_PLACES } from './read-shard.ts';
import type { Reading } from './reading.ts';
import { Semaphore } from './semaphore.ts';
import { ShardCursor } from './shard-cursor.ts';
import { subscribeShard } from './subscribe-shard.ts';

/** Children of a closed shard may be listed a little later than it closes; other new shards have no hurry. */
const CHILDREN_MS = 1_000;
const RELIST_MS = 60_000;

/**
 * Reads all shards, parents before children, each until it ends or has been read far enough. The first fault ends
 * the reading of all and is thrown once they have stopped.
 */
export async function readShards(reading: Reading): Promise<void> {
  const failure = new AbortController();
  const signal = AbortSignal.any([reading.signal, failure.signal]);
  // Every shard that waits listens.
  setMaxListeners(0, signal);
  await new ShardReaders({ ...reading, signal }, failure).run();
}

class ShardReaders {
  readonly #reading: Reading;
  readonly #failure: AbortController;
  readonly #semaphore = new Semaphore(SEMAPHORE_PLACES);
  readonly #pageSize: PageSize;
  readonly #faults: unknown[] = [];
  /** Where shards wait that may be read, but not at the same time as others. */
  readonly #turns: Semaphore;
  #active = 0;
  /** Shards that are being read. */
  #readers = 0;
  #wake = (): void => undefined;

  /** `failure` is part of the reading's signal. */
  constructor(reading: Reading, failure: AbortController) {
    this.#reading = reading;
    this.#failure = failure;
    this.#pageSize = new PageSize(reading.options.batchSize);
    this.#turns = new Semaphore(reading.kinesis.shardsAtOnce ?? Number.POSITIVE_INFINITY);
  }

  async run(): Promise<void> {
    const { shards, signal, options } = this.#reading;
    if (options.follow) this.#start(this.#watch());
    while (!signal.aborted) {
      for (const shardId of shards.begin()) this.#start(this.#readInTurn(shardId));
      if (this.#active === 0) break;
      await this.#someEnd();
    }
    while (this.#active > 0) await this.#someEnd();
    if (this.#faults.length > 0) throw this.#faults[0];
  }

  /** Notes a fault as it happens: several tasks may end in one moment, while nobody waits for them. */
  #start(work: Promise<void>): void {
    this.#active += 1;
    void work
      .catch((error: unknown) => {
        // Stopping interrupts whatever waits; a fault that stopped the others is its own shard's.
        if (isInterruption(error, this.#reading.signal)) return;
        this.#faults.push(error);
        this.#failure.abort();
      })
      .finally(() => {
        this.#active -= 1;
        this.#wake();
      });
  }

  /** A promise of its own each time: one that is raced again and again keeps every race in memory. */
  #someEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Lists new shards, then lets the readers begin them. */
  async #watch(): Promise<void> {
    const { kinesis, shards, signal } = this.#reading;
    await sleep(shards.childless ? CHILDREN_MS : RELIST_MS, undefined, { signal });
    shards.add(await kinesis.listShards(signal));
    this.#start(this.#watch());
  }

  async #readInTurn(shardId: string): Promise<void> {
    using _turn = await this.#turns.enter(1);
    this.#readers += 1;
    try {
      await this.#read(shardId);
    } finally {
      this.#readers -= 1;
    }
  }

  async #read(shardId: string): Promise<void> {
    const { kinesis, shards, gaps, signal, options, atTip, emitter, watch } = this.#reading;
    using watched = watch.begin(shardId);
    const cursor = new ShardCursor(shardId, { kinesis, shards, gaps, signal }, atTip.has(shardId));
    const { retryPolicy, idleMs, paced, follow } = options;
    const idle = new IdleInterval(() => idleMs ?? idleMsOf(this.#readers));
    const context = {
      kinesis,
      semaphore: this.#semaphore,
      pageSize: this.#pageSize,
      retryPolicy,
      idle,
      follow,
      watched,
      signal,
    };
    const pace = paced ? new Pace() : undefined;
    for (let ended = false; !ended; ) {
      ended = true;
      let wasOpen = shards.isOpen(shardId);
      for await (const page of this.#pages(shardId, cursor, context, pace)) {
        const emitted = await emitter.emit(shardId, page);
        if (emitted === 'limitReached') return;
        // Emulators name iterators of closed shards without end. Known to be closed before the page was requested, it
        // cannot have got more meanwhile.
        const isOver = page.ended || (page.isTip && !wasOpen);
        ended = !isOver || (await this.#end(shardId, page));
        if (isOver && ended) return;
        wasOpen = shards.isOpen(shardId);
        // What came from a closed shard may have been there at the start as well: it is read to its end.
        if (emitted === 'caughtUp' && wasOpen) return;
      }
      if (!ended) await sleep(idle.ms, undefined, { signal });
    }
  }

  #pages(
    shardId: string,
    cursor: ShardCursor,
    context: ReaderContext,
    pace: Pace | undefined,
  ): AsyncGenerator<Page> {
    const { subscriptions } = this.#reading;
    if (subscriptions === undefined) return readShard(cursor, context, pace);
    return subscribeShard({ shardId, cursor, context, subscriptions, pace });
  }

  /**
   * The children are known before the end is noted, so that a state never lacks both. False when the shard has not
   * ended: Kinesis did not name a next iterator, but does not list the shard as closed either.
   */
  async #end(shardId: string, { children }: Page): Promise<boolean> {
    const { kinesis, shards, signal } = this.#reading;
    if (children.length > 0 && shards.knowsParentsOf(children)) shards.add(children);
    else {
      const listed = await kinesis.listShards(signal);
      shards.add(listed);
      if (children.length === 0 && !isClosed(shardId, listed)) return false;
    }
    shards.end(shardId);
    return true;
  }
}
