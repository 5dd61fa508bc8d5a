/** What all searches of a run may take together, beyond what any search takes. */
const BUDGET_MS = 10_000;

/** A search of up to this length is free: usual ones take microseconds. */
const FREE_MS = 1;

/** More patterns than this are not remembered. */
const MAX_REMEMBERED = 1000;

/**
 * What the patterns of all streams may cost in one run, however many there are and however often a SCHEMA comes. A
 * pattern that took too long is not searched again.
 */
export class PatternBudget {
  #leftMs: number;
  readonly #givenUp = new Set<string>();

  constructor(leftMs = BUDGET_MS) {
    this.#leftMs = leftMs;
  }

  get leftMs(): number {
    return Math.max(0, this.#leftMs);
  }

  get isSpent(): boolean {
    return this.leftMs <= 2 * FREE_MS;
  }

  /** Counts the time of a search. */
  spend(milliseconds: number): void {
    this.#leftMs -= Math.max(0, milliseconds - FREE_MS);
  }

  giveUp(pattern: string): void {
    if (this.#givenUp.size < MAX_REMEMBERED) this.#givenUp.add(pattern);
  }

  isGivenUp(pattern: string): boolean {
    return this.#givenUp.has(pattern);
  }
}
