import { setTimeout as sleep } from 'node:timers/promises';

/** What Kinesis allows all readers of a shard together. */
const CALLS = 5;
const PER_MS = 1_000;
const BYTES_PER_MS = (2 * 1024 * 1024) / 1000;

/**
 * Keeps the GetRecords calls of one shard within Kinesis' limits, 5 calls and 2 MiB in any second, with bursts after
 * a rest. Times are counted from answers to the next call, so that a varying network cannot crowd calls together at
 * the other end. Times in milliseconds of any steady clock.
 */
export class Pace {
  /** When the last calls were answered, oldest first. */
  readonly #answers: number[] = [];
  #busyUntil = 0;

  /** How long the next call must wait. */
  delay(now: number): number {
    const oldest = this.#answers.length < CALLS ? undefined : this.#answers[0];
    const free = oldest === undefined ? now : oldest + PER_MS;
    return Math.max(0, free - now, this.#busyUntil - now);
  }

  /** Notes that a call was answered, with this many bytes of data. */
  answered(now: number, bytes: number): void {
    this.#answers.push(now);
    if (this.#answers.length > CALLS) this.#answers.shift();
    this.#busyUntil = Math.max(now, this.#busyUntil) + bytes / BYTES_PER_MS;
  }
}

/** Waits for a shard's turn; without a pace there is nothing to wait for. */
export async function turn(pace: Pace | undefined, signal: AbortSignal): Promise<void> {
  const delay = pace?.delay(performance.now()) ?? 0;
  if (delay > 0) await sleep(Math.ceil(delay), undefined, { signal });
}
