import { EventEmitter } from 'node:events';
import type { JsonValue } from '@cdc-relay/singer';
import { statementError } from '../connection/statement-error.ts';
import { Watermark } from './watermark.ts';

/** What holds records until they are durable. */
interface Holding {
  /** Position of its oldest record that is not durable; undefined when it holds none. */
  readonly oldestOpen: number | undefined;
  /** When that record came; in milliseconds since the epoch. */
  readonly openSince: number | undefined;
}

/**
 * How far a load has got, for all its streams: which records are durable, so which STATE is safe, and whether a write
 * has failed. Whoever receives messages, writes batches and prints states shares one. It emits `advanced` when a STATE
 * may have become safe.
 */
export class LoadProgress extends EventEmitter<{ advanced: [] }> {
  readonly #watermark = new Watermark<JsonValue>();
  readonly #holding: Holding[] = [];
  readonly #failure = new AbortController();
  #isWithheld = false;
  #busySince: number | undefined;

  /** Counts a record and returns its position. */
  recordReceived(): number {
    return this.#watermark.recordReceived();
  }

  /** Notes a STATE that covers all records received so far. */
  stateReceived(state: JsonValue): void {
    this.#watermark.stateReceived(state);
    this.emit('advanced');
  }

  /** From now on no state is safe that covers a record which this holds. */
  join(holding: Holding): void {
    this.#holding.push(holding);
  }

  /** To be called when a message has to wait before it is accepted, and when none does. */
  busy(isBusy: boolean): void {
    this.#busySince = isBusy ? (this.#busySince ?? Date.now()) : undefined;
  }

  /** How many seconds ago the oldest record came that is not durable, or the message that waits; 0 when nothing does. */
  get waitingSeconds(): number {
    const now = Date.now();
    const since = this.#holding.map(({ openSince = now }) => openSince);
    return Math.max(0, now - Math.min(now, this.#busySince ?? now, ...since)) / 1000;
  }

  /** To be called when something became durable. */
  written(): void {
    this.emit('advanced');
  }

  /** No state is safe until this is called with false: the rows that replace a table count from the end of the load. */
  withhold(isWithheld: boolean): void {
    this.#isWithheld = isWithheld;
  }

  /** Takes the newest state that is safe and was not taken before; undefined when there is none. */
  takeState(): JsonValue | undefined {
    return this.#watermark.take(this.#oldestOpen());
  }

  /** Notes why something could not be written or kept; the first reason counts. */
  fail(error: unknown): void {
    this.#failure.abort(statementError(error));
  }

  /** Throws why something could not be written or kept, now or before. */
  check(): void {
    this.failure.throwIfAborted();
  }

  /** Aborts, with the error as its reason, once something could not be written or kept. */
  get failure(): AbortSignal {
    return this.#failure.signal;
  }

  get isWithheld(): boolean {
    return this.#isWithheld;
  }

  #oldestOpen(): number {
    if (this.#isWithheld) return 0;
    let oldest = Number.POSITIVE_INFINITY;
    for (const { oldestOpen = oldest } of this.#holding) oldest = Math.min(oldest, oldestOpen);
    return oldest;
  }
}
