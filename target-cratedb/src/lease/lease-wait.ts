import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, ProgramError } from '@cdc-relay/singer';
import { type Holder, hasEnded } from './holder.ts';
import type { LeaseRow } from './lease-store.ts';
import { leastElapsed, type Moment, now } from './moment.ts';

/** What a waiting says of the lease that another process holds. */
export interface LeaseTexts {
  /** What that process does with what, as in `has written "s"."t"`. */
  readonly does: string;
  readonly inUse: (row: LeaseRow) => ProgramError;
}

/** How a waiting goes on. */
export interface WaitParts {
  readonly log: Logger;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** How long to wait for a lease that another process holds. */
  readonly waitMs: number;
}

/** Somebody else's lease is looked at this often. */
const POLL_MS = 500;

/** A lease, and since when it has not changed, as seen here. */
interface Seen {
  readonly row: LeaseRow;
  readonly at: Moment;
}

/** One waiting for leases that other processes hold. */
export class LeaseWait {
  readonly began = now();
  readonly #here: Holder;
  readonly #parts: WaitParts;
  readonly #seen = new Map<string, Seen>();
  #isLogged = false;

  constructor(here: Holder, parts: WaitParts) {
    this.#here = here;
    this.#parts = parts;
  }

  /** Whether a lease, as it was just read, is no longer held: its process has ended, or has not renewed it. */
  isFree(key: string, row: LeaseRow): boolean {
    const before = this.#seen.get(key);
    const seen = before?.row.version === row.version ? before : { row, at: now() };
    this.#seen.set(key, seen);
    return hasEnded(row.holder, this.#here) || leastElapsed(seen.at) > row.durationMs;
  }

  /** Waits a moment for a lease that is held, and logs it once. Throws that it is in use when the time is over. */
  async pause(row: LeaseRow, { does, inUse }: LeaseTexts): Promise<void> {
    const { log, signal, waitMs } = this.#parts;
    const { pid, host } = row.holder;
    if (!this.#isLogged) log.info(`waiting: process ${pid} on ${host} ${does} since ${row.since}`);
    this.#isLogged = true;
    if (signal.aborted || leastElapsed(this.began) > waitMs) throw inUse(row);
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
