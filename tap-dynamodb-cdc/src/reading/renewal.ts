import type { Page } from '../kinesis/port.ts';
import type { Position } from '../shards/bookmark.ts';

/** Nothing of what came after a page expires within this time; afterwards the bookmark's own record has to prove it. */
const FRESH_MS = 4 * 60_000;

/**
 * Where a subscription continues after the last one: a shard without records has no younger bookmark than this. Times
 * in milliseconds of any steady clock.
 */
export class Renewal {
  /** The shard no longer exists. */
  isGone = false;
  #continuation: string | undefined;
  #since = 0;

  /** Notes a page that was emitted; Kinesis has sent it at this time or later. */
  note({ nextIterator }: Page, sent: number): void {
    this.#continuation = nextIterator;
    this.#since = sent;
  }

  /** Undefined where only the bookmark says where to continue. A position is used once, as Kinesis may refuse it. */
  position(now: number): Position | undefined {
    const sequenceNumber = this.#continuation;
    this.forget();
    if (sequenceNumber === undefined || now - this.#since > FRESH_MS) return undefined;
    return { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber };
  }

  /** What was polled since then has its own position. */
  forget(): void {
    this.#continuation = undefined;
  }
}
