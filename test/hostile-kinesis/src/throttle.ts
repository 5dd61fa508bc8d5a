const CALLS_PER_SECOND = 5;
const BYTES_PER_SECOND = 2 * 1024 * 1024;

interface Budget {
  /** When the calls of the last second were admitted. */
  calls: number[];
  /** Until when the bytes served so far take up the shard's rate. */
  busyUntil: number;
}

/**
 * Kinesis' read limits for each shard: 5 calls in any second, and 2 MiB/s, so that a page of 10 MiB blocks the
 * next calls for 5 s. Refused calls cost nothing. Times in milliseconds.
 */
export class Throttle {
  readonly #budgets = new Map<string, Budget>();

  /** Whether a call may read the shard now; an admitted call counts. */
  admit(shard: string, now: number): boolean {
    const budget = this.#budget(shard);
    budget.calls = budget.calls.filter((at) => now - at < 1000);
    if (budget.calls.length >= CALLS_PER_SECOND || now < budget.busyUntil) return false;
    budget.calls.push(now);
    return true;
  }

  /** Charges the bytes that an admitted call got. */
  charge(shard: string, now: number, bytes: number): void {
    const budget = this.#budget(shard);
    budget.busyUntil = Math.max(now, budget.busyUntil) + (bytes / BYTES_PER_SECOND) * 1000;
  }

  #budget(shard: string): Budget {
    const known = this.#budgets.get(shard) ?? { calls: [], busyUntil: 0 };
    this.#budgets.set(shard, known);
    return known;
  }
}
