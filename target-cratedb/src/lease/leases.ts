import type { Logger, ProgramError } from '@cdc-relay/singer';
import type { Holder } from './holder.ts';
import type { LeaseRow, LeaseStore } from './lease-store.ts';
import { type LeaseTexts, LeaseWait } from './lease-wait.ts';
import { type Moment, mostElapsed, now } from './moment.ts';

/** How long leases last, and how long they are waited for. */
export interface LeaseTimes {
  /** A lease that is not renewed for this long is free. */
  readonly durationMs: number;
  /** How long to wait for a lease that another process holds. */
  readonly waitMs: number;
}

/** What leases use. */
export interface LeaseParts {
  readonly log: Logger;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Called with the error once a lease is lost. */
  readonly onLost: (error: unknown) => void;
}

/** What leases are for, in words, by their names. */
export interface LeaseWords {
  readonly does: (name: string) => string;
  readonly inUse: (name: string, row: LeaseRow) => ProgramError;
  readonly lost: (name: string) => ProgramError;
}

/** A lease is renewed this many times in its duration. */
const RENEWALS = 4;

/** Nothing is sent in the last part of a lease, so that what was sent is most probably done when it ends. */
const USED_PART = 0.75;

/**
 * Leases of one load: while it has one, no other process does what it is for. No clock is compared with that
 * of another machine: who waits for a lease measures how long it was not renewed, and the holder, how long ago it sent the
 * last renewal.
 */
export class Leases {
  readonly #parts: LeaseParts;
  readonly #times: LeaseTimes;
  readonly #words: LeaseWords;
  readonly #store: LeaseStore;
  readonly #holder: Holder;
  /** When the last renewal of each lease was sent. */
  readonly #held = new Map<string, Moment>();
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;
  #lost: { readonly error: unknown } | undefined;

  constructor(parts: LeaseParts, times: LeaseTimes, words: LeaseWords, store: LeaseStore, holder: Holder) {
    this.#parts = parts;
    this.#times = times;
    this.#words = words;
    this.#store = store;
    this.#holder = holder;
  }

  /** Takes a lease, once nobody else has it. Throws that it is in use. */
  async take(name: string): Promise<void> {
    const wait = this.newWait();
    for (;;) {
      const sent = now();
      if (await this.#store.insert(name)) return this.#hold(name, sent);
      const row = await this.#store.read(name);
      if (row === undefined) continue;
      // The answer of an earlier try was lost.
      if (row.holder.id === this.#holder.id) return this.#hold(name, wait.began);
      if (!wait.isFree(name, row)) await wait.pause(row, this.#textsOf(name));
      else if (await this.#store.replace(name, row)) return this.#hold(name, sent);
    }
  }

  /** A waiting for leases of others. */
  newWait(): LeaseWait {
    return new LeaseWait(this.#holder, { ...this.#parts, ...this.#times });
  }

  /**
   * To be called right before what the leases are for is done; returns a promise where a lease has to be renewed first.
   * Throws, or rejects with, that one is lost, and why no renewal was possible.
   */
  readonly permit = (): Promise<void> | undefined => {
    if (this.#lost !== undefined) throw this.#lost.error;
    return this.#isCurrent() ? undefined : this.#becomeCurrent();
  };

  /** Frees all leases, as far as that can be done at once: what is left ends by itself. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing?.catch(() => undefined);
    if (this.#held.size > 0) await this.#store.free().catch(() => undefined);
    this.#held.clear();
  }

  #textsOf(name: string): LeaseTexts {
    return { does: this.#words.does(name), inUse: (row) => this.#words.inUse(name, row) };
  }

  #hold(name: string, sent: Moment): void {
    this.#held.set(name, sent);
    // A failure shows when a statement is to be sent.
    const renew = (): void => void this.#renew().catch(() => undefined);
    this.#timer ??= setInterval(renew, this.#times.durationMs / RENEWALS).unref();
  }

  #isCurrent(): boolean {
    const usedMs = this.#times.durationMs * USED_PART;
    for (const sent of this.#held.values()) if (mostElapsed(sent) > usedMs) return false;
    return true;
  }

  async #becomeCurrent(): Promise<void> {
    while (!this.#isCurrent()) await this.#renew();
  }

  async #renew(): Promise<void> {
    this.#renewing ??= this.#renewAll().finally(() => {
      this.#renewing = undefined;
    });
    await this.#renewing;
    if (this.#lost !== undefined) throw this.#lost.error;
  }

  async #renewAll(): Promise<void> {
    if (this.#lost !== undefined) return;
    const names = [...this.#held.keys()];
    const sent = now();
    const renewed = await this.#store.renew();
    const lost = names.find((name) => !renewed.has(name));
    if (lost !== undefined) return this.#lose(this.#words.lost(lost));
    for (const name of names) this.#held.set(name, sent);
  }

  #lose(error: unknown): void {
    this.#lost = { error };
    clearInterval(this.#timer);
    this.#parts.onLost(error);
  }
}
