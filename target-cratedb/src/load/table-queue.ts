import { Batch, type BatchLimits, type Operation } from '../batch/batch.ts';
import type { TableWriter, Written } from '../crate/table-writer.ts';
import { type Backlog, type Holder, OPERATION_BYTES } from './backlog.ts';

/** What happens to a queue's batches, for whoever keeps the watermark and the counts. */
export interface QueueEvents {
  /** An operation gave way to a newer one of its key, or was itself the older one. */
  readonly dropped: (how: 'superseded' | 'stale') => void;
  /** A batch is durable; it took so long to write it. */
  readonly written: (result: Written, batch: Batch, seconds: number) => void;
  /** A batch could not be written; nothing more is written after it. */
  readonly failed: (error: unknown) => void;
}

/**
 * Collects the operations of one table and writes them in batches: one batch is being written while the next one
 * fills, so that reading and CrateDB's work overlap, and no more than two wait in memory.
 */
export class TableQueue implements Holder {
  readonly #writer: TableWriter;
  readonly #backlog: Backlog;
  readonly #limits: BatchLimits;
  readonly #waitMs: number;
  readonly #events: QueueEvents;
  #filling: Batch | undefined;
  #writing: Batch | undefined;
  #write: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #failed = false;

  constructor(
    writer: TableWriter,
    backlog: Backlog,
    limits: BatchLimits,
    waitMs: number,
    events: QueueEvents,
  ) {
    this.#writer = writer;
    this.#backlog = backlog;
    this.#limits = limits;
    this.#waitMs = waitMs;
    this.#events = events;
    backlog.join(this);
  }

  /** Position of the oldest record that is not durable. */
  get oldestOpen(): number | undefined {
    return this.#writing?.firstPosition ?? this.#filling?.firstPosition;
  }

  /** What waits in memory. */
  get bytes(): number {
    return bytesOf(this.#filling) + bytesOf(this.#writing);
  }

  /** When the batch began that the next operation becomes part of. */
  get batchBegan(): Date {
    return this.#filling?.began ?? new Date();
  }

  /** Adds an operation; waits when a full batch has to wait for the one before it. */
  async add(operation: Operation, position: number): Promise<void> {
    this.#filling ??= this.#begin(position);
    const before = bytesOf(this.#filling);
    const added = this.#filling.add(operation);
    this.#backlog.changed(bytesOf(this.#filling) - before);
    if (added !== 'added') this.#events.dropped(added);
    if (this.#filling.isFull(this.#limits)) await this.#startWrite();
  }

  /** Writes everything that was added; never throws, as faults go to `failed`. */
  async flush(): Promise<void> {
    await this.#startWrite();
    await this.#write;
  }

  #begin(position: number): Batch {
    this.#timer = setTimeout(() => void this.#startWrite(), this.#waitMs);
    return new Batch(position);
  }

  async #startWrite(): Promise<void> {
    const batch = this.#filling;
    if (batch === undefined) return;
    await this.#write;
    // While this waited, the timer and a full batch may both have asked for the same write.
    if (this.#filling !== batch || this.#failed) return;
    clearTimeout(this.#timer);
    this.#filling = undefined;
    this.#writing = batch;
    this.#write = this.#run(batch);
  }

  async #run(batch: Batch): Promise<void> {
    const began = performance.now();
    try {
      const written = await this.#writer.write(batch);
      this.#writing = undefined;
      this.#backlog.changed(-bytesOf(batch));
      this.#events.written(written, batch, (performance.now() - began) / 1000);
    } catch (error) {
      this.#failed = true;
      this.#events.failed(error);
    }
  }
}

function bytesOf(batch: Batch | undefined): number {
  return batch === undefined ? 0 : batch.bytes + batch.size * OPERATION_BYTES;
}
