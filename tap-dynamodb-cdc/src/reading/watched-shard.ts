import type { Page } from '../kinesis/port.ts';

/** A page that is this near to the tip says nothing of a shard that stands still. */
const NEAR_MS = 1000;

/** How the reading of one shard goes. Times are in milliseconds of any steady clock. */
export class WatchedShard {
  readonly #counts: { renewals: number };
  readonly #began = performance.now();
  /** Since when it is asked and has not answered. */
  #asked: number | undefined;
  /** Since when its pages have led on no further. */
  #stalled: number | undefined;
  #behindMs: number | undefined;

  constructor(counts: { renewals: number }) {
    this.#counts = counts;
  }

  /** It is asked for a page, after a failure perhaps again. */
  asks(): void {
    this.#asked ??= performance.now();
  }

  /** It has answered with a page. */
  answered({ records, millisBehindLatest }: Pick<Page, 'records' | 'millisBehindLatest'>): void {
    this.#asked = undefined;
    const before = this.#behindMs ?? Number.POSITIVE_INFINITY;
    const behindMs = Number.isNaN(millisBehindLatest) ? 0 : millisBehindLatest;
    const leadsOn = records.length > 0 || behindMs <= NEAR_MS || behindMs < before;
    this.#stalled = leadsOn ? undefined : (this.#stalled ?? performance.now());
    this.#behindMs = behindMs;
  }

  /** Its iterator is replaced. */
  renewed(): void {
    this.#counts.renewals += 1;
  }

  get hasAnswered(): boolean {
    return this.#behindMs !== undefined;
  }

  /** How far reading is behind the tip, as the last page has said. */
  get behindMs(): number | undefined {
    return this.#behindMs;
  }

  /** For how long it has not answered; one that never has counts from its beginning. */
  unansweredMs(now: number): number {
    const since = this.hasAnswered ? this.#asked : this.#began;
    return since === undefined ? 0 : Math.max(0, now - since);
  }

  /** For how long its pages have held nothing and come no nearer to the tip. */
  stalledMs(now: number): number {
    return this.#stalled === undefined ? 0 : now - this.#stalled;
  }
}
