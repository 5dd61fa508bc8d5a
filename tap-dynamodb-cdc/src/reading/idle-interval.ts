import { TransientError } from '../aws/transient-error.ts';

/** Four calls a second: one of the five that Kinesis allows all readers of a shard is left for another reader. */
const MIN_MS = 250;

/** What each shard adds, so that idle shards together cost forty calls a second, up to one a second for each. */
const MS_PER_SHARD = 25;
const MAX_MS = 1_000;

/** Beyond that they cost two hundred calls a second together. */
const MIN_MS_PER_SHARD = 5;

/** After calls that were throttled the interval is this many times as long at most. */
const MAX_FACTOR = 16;
/** How fast it becomes shorter again, with each call that is answered. */
const RECOVERY = 0.95;

/** How long to leave a shard alone that has no more records at the moment, where this many are read; in milliseconds. */
export function idleMsOf(shards: number): number {
  return Math.min(Math.max(MIN_MS, shards * MS_PER_SHARD), Math.max(MAX_MS, shards * MIN_MS_PER_SHARD));
}

/** The interval between calls for one shard at its tip: longer while other readers use up the shard's limits. */
export class IdleInterval {
  readonly #usualMs: () => number;
  #factor = 1;

  /** `usualMs` returns the interval while nothing is throttled. */
  constructor(usualMs: () => number) {
    this.#usualMs = usualMs;
  }

  get ms(): number {
    return this.#usualMs() * this.#factor;
  }

  answered(): void {
    this.#factor = Math.max(1, this.#factor * RECOVERY);
  }

  throttled(): void {
    this.#factor = Math.min(MAX_FACTOR, this.#factor * 2);
  }
}

/** True when Kinesis refused a call because the shard's readers call too often. */
export function isThrottled(error: unknown): boolean {
  return error instanceof TransientError && error.fault.code === 'KINESIS_THROTTLED';
}
