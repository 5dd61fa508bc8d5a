import type { Batch } from './batch.ts';

/** One statement of a table in this time: five a second. */
const STATEMENT_MS = 200;

/** After a pause of the input: what came together is written together. */
const GATHER_MS = 20;

/**
 * Decides when a batch of one table is written that is not full. The first record after a pause is written at once; while
 * records keep coming, batches grow instead of statements becoming more. Times in milliseconds of any steady clock.
 */
export class WritePace {
  readonly #waitMs: number | undefined;
  #free = Number.NEGATIVE_INFINITY;

  /** `waitMs` is how long every batch collects records; undefined for as short a time as five statements a second allow. */
  constructor(waitMs: number | undefined) {
    this.#waitMs = waitMs;
  }

  /** How long a batch that begins now is to collect records. */
  delay(now: number): number {
    return this.#waitMs ?? Math.ceil(Math.max(GATHER_MS, this.#free - now));
  }

  /** Notes that a batch is being written: each kind of operation is a statement. */
  wrote(batch: Batch, now: number): void {
    const kinds = new Set(batch.operations().map(({ kind }) => kind));
    this.#free = now + kinds.size * STATEMENT_MS;
  }
}
