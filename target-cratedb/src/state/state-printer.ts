import type { JsonValue } from '@cdc-relay/singer';
import type { StateKeeper } from './state-keeper.ts';
import { Watermark } from './watermark.ts';

/** What a StatePrinter has to know of the world. */
export interface StatePrinterOptions {
  /** Kept in each of them, in this order. */
  readonly keepers: readonly StateKeeper[];
  /** Shortest time between two states, except for the last one. */
  readonly intervalMs: number;
  /** Position of the oldest record that is not durable, Infinity when all are. */
  readonly oldestOpen: () => number;
  /** A state could not be kept. */
  readonly failed: (error: unknown) => void;
}

/** Lets states go as soon as everything before them is durable, but not too often. */
export class StatePrinter {
  readonly #options: StatePrinterOptions;
  readonly #watermark = new Watermark<JsonValue>();
  #keeping: Promise<void> = Promise.resolve();
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #failure: unknown;

  constructor(options: StatePrinterOptions) {
    this.#options = options;
  }

  /** Counts a record and returns its position. */
  recordReceived(): number {
    return this.#watermark.recordReceived();
  }

  /** Notes a state; it goes once it is covered. */
  stateReceived(state: JsonValue): void {
    this.#watermark.stateReceived(state);
    this.update();
  }

  /** To be called when something became durable. */
  update(): void {
    const waitMs = this.#lastAt + this.#options.intervalMs - performance.now();
    if (waitMs <= 0) this.#print();
    else this.#timer ??= setTimeout(() => this.#print(), waitMs);
  }

  /** Lets the last state go that is covered, and waits until it is kept. Throws why one could not be kept. */
  async finish(): Promise<void> {
    this.#print();
    await this.#keeping;
    if (this.#failure !== undefined) throw this.#failure;
  }

  #print(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const state = this.#watermark.take(this.#options.oldestOpen());
    if (state === undefined) return;
    this.#lastAt = performance.now();
    this.#keeping = this.#keeping.then(() => this.#keep(state));
  }

  async #keep(state: JsonValue): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      for (const keeper of this.#options.keepers) await keeper.keep(state);
    } catch (error) {
      this.#failure = error;
      this.#options.failed(error);
    }
  }
}
