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
  #count = 0;
  #durableAt = performance.now();
  /** Since when states wait to be kept. */
  #waitingSince: number | undefined;
  #waiting = 0;

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

  /** How many states were kept, how long ago the last one was, and for how long one waits to be kept. */
  kept(now: number): { readonly count: number; readonly agoMs: number; readonly waitingMs: number } {
    const waitingMs = this.#waitingSince === undefined ? 0 : now - this.#waitingSince;
    return { count: this.#count, agoMs: now - this.#durableAt, waitingMs };
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
    this.#waitingSince ??= this.#lastAt;
    this.#waiting += 1;
    this.#keeping = this.#keeping.then(() => this.#keep(state));
  }

  async #keep(state: JsonValue): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      for (const keeper of this.#keepers) await keeper.keep(state);
      this.#durable = state;
      this.#count += 1;
      this.#durableAt = performance.now();
      this.#waiting -= 1;
      this.#waitingSince = this.#waiting === 0 ? undefined : this.#durableAt;
    } catch (error) {
      this.#failure = error;
      this.#progress.fail(error);
    }
  }
}
