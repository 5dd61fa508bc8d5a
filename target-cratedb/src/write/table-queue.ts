import type { LoadProgress } from '../state/load-progress.ts';
import { type Backlog, OPERATION_BYTES } from './backlog.ts';
import { Batch, type BatchLimits, type Dropped, type Operation } from './batch.ts';
import type { TableWriter, Written } from './table-writer.ts';
import { WritePace } from './write-pace.ts';

/** What happens to a queue's operations, for whoever counts them. */
export interface QueueEvents {
  /** An operation gave way to a newer one of its key, or was itself the older one. */
  readonly dropped: (how: Dropped) => void;
  /** A batch is durable; it took this long to write it. */
  readonly written: (result: Written, batch: Batch, seconds: number) => void;
}

/** What a queue shares with those of other tables, and when it writes. */
export interface QueueOptions {
  readonly backlog: Backlog;
  readonly progress: LoadProgress;
  readonly limits: BatchLimits;
  /** A batch that is not full is written after this time; undefined for as soon as possible. */
  readonly waitMs: number | undefined;
}

/** What writes a batch; it is durable when that returns. */
type BatchWriter = Pick<TableWriter, 'write'>;

/** This many batches of one table are written at the same time: CrateDB takes one in while it indexes the other. */
const WRITES_AT_ONCE = 2;

/**
 * Collects the operations of one table and writes them in batches. While some are being written the next one fills, so
 * that reading and CrateDB's work overlap. Batches that share a key are written one after the other.
 */
export class TableQueue {
  readonly #writer: BatchWriter;
  readonly #options: QueueOptions;
  readonly #events: QueueEvents;
  readonly #pace: WritePace;
  #filling: Batch | undefined;
  /** The batches that are being written, the oldest first, and when each is done; one that failed stays. */
  readonly #writing = new Map<Batch, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  /** The fault of the first write that failed. */
  #fault: { readonly error: unknown } | undefined;

  constructor(writer: BatchWriter, options: QueueOptions, events: QueueEvents) {
    this.#writer = writer;
    this.#options = options;
    this.#pace = new WritePace(options.waitMs);
    this.#events = events;
    options.backlog.join(this);
    options.progress.join(this);
  }

  /** Position of the oldest record that is not durable. */
  get oldestOpen(): number | undefined {
    const [oldest = this.#filling] = this.#writing.keys();
    return oldest?.firstPosition;
  }

  /** When the oldest record came that is not durable; in milliseconds since the epoch. */
  get openSince(): number | undefined {
    const [oldest = this.#filling] = this.#writing.keys();
    return oldest?.began.getTime();
  }

  /** What waits in memory. */
  get bytes(): number {
    return [this.#filling, ...this.#writing.keys()].reduce((sum, batch) => sum + bytesOf(batch), 0);
  }

  /** When the batch began that the next operation becomes part of. */
  get batchBegan(): Date {
    return this.#filling?.began ?? new Date();
  }

  /** Adds an operation; returns a promise when that fills the batch, which may have to wait for those before it. */
  add(operation: Operation, position: number): Promise<void> | undefined {
    this.#filling ??= this.#begin(position);
    const before = bytesOf(this.#filling);
    const dropped = this.#filling.add(operation);
    this.#options.backlog.changed(bytesOf(this.#filling) - before);
    for (const how of dropped) this.#events.dropped(how);
    return this.#filling.isFull(this.#options.limits) ? this.#startWrite() : undefined;
  }

  /** Writes everything that was added; never throws, as faults go to the progress of the load. */
  async flush(): Promise<void> {
    await this.#startWrite();
    await Promise.all(this.#writing.values());
  }

  /** Writes everything that was added. Throws why something could not be written, now or before. */
  async drain(): Promise<void> {
    await this.flush();
    if (this.#fault !== undefined) throw this.#fault.error;
  }

  #begin(position: number): Batch {
    // After a fault nothing more is written: a timer would only keep the process alive.
    if (this.#fault === undefined)
      this.#timer = setTimeout(() => void this.#startWrite(), this.#pace.delay(performance.now()));
    return new Batch(position);
  }

  async #startWrite(): Promise<void> {
    const batch = this.#filling;
    if (batch === undefined || this.#fault !== undefined) return;
    while (this.#hasToWait(batch)) {
      await Promise.race(this.#writing.values());
      // While this waited, the timer and a full batch may both have asked for the same write.
      if (this.#filling !== batch || this.#fault !== undefined) return;
    }
    clearTimeout(this.#timer);
    this.#filling = undefined;
    this.#pace.wrote(batch, performance.now());
    this.#writing.set(batch, this.#run(batch));
  }

  #hasToWait(batch: Batch): boolean {
    const writing = [...this.#writing.keys()];
    return writing.length >= WRITES_AT_ONCE || writing.some((other) => !batch.isIndependentOf(other));
  }

  async #run(batch: Batch): Promise<void> {
    const began = performance.now();
    try {
      const written = await this.#writer.write(batch);
      this.#writing.delete(batch);
      this.#options.backlog.changed(-bytesOf(batch));
      this.#events.written(written, batch, (performance.now() - began) / 1000);
      this.#options.progress.written();
    } catch (error) {
      this.#fault ??= { error };
      clearTimeout(this.#timer);
      this.#options.progress.fail(error);
    }
  }
}

function bytesOf(batch: Batch | undefined): number {
  return batch === undefined ? 0 : batch.bytes + batch.size * OPERATION_BYTES;
}
