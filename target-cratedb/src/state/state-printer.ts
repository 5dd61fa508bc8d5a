import type { JsonValue } from '@cdc-relay/singer';
import type { LoadProgress } from './load-progress.ts';
import type { StateKeeper } from './state-keeper.ts';

/** Keeps states as soon as everything before them is durable, but not too often. */
export class StatePrinter {
  readonly #progress: LoadProgress;
  readonly #keepers: readonly StateKeeper[];
  readonly #intervalMs: number;
  #keeping: Promise<void> = Promise.resolve();
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #failure: unknown;
  #durable: JsonValue | undefined;

  /** A state is kept by each of the keepers, in this order; between two states, except for the last, lies `intervalMs`. */
  constructor(progress: LoadProgress, keepers: readonly StateKeeper[], intervalMs: number) {
    this.#progress = progress;
    this.#keepers = keepers;
    this.#intervalMs = intervalMs;
    progress.on('advanced', () => this.#advance());
  }

  /** The last state that was kept; undefined before the first one. */
  get durable(): JsonValue | undefined {
    return this.#durable;
  }

  /** Keeps the last state that is safe, whatever the interval. Throws why one could not be kept. */
  async finish(): Promise<void> {
    this.#print();
    await this.#keeping;
    if (this.#failure !== undefined) throw this.#failure;
  }

  #advance(): void {
    const waitMs = this.#lastAt + this.#intervalMs - performance.now();
    if (waitMs <= 0) this.#print();
    else this.#timer ??= setTimeout(() => this.#print(), waitMs);
  }

  #print(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const state = this.#progress.takeState();
    if (state === undefined) return;
    this.#lastAt = performance.now();
    this.#keeping = this.#keeping.then(() => this.#keep(state));
  }

  async #keep(state: JsonValue): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      for (const keeper of this.#keepers) await keeper.keep(state);
      this.#durable = state;
    } catch (error) {
      this.#failure = error;
      this.#progress.fail(error);
    }
  }
}
