import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { hasEnded, newHolder } from './holder.ts';
import { leaseLost, tableInUse, tableOfOneWriter } from './lease-errors.ts';
import { type LeaseRow, LeaseTable } from './lease-table.ts';
import { leastElapsed, type Moment, mostElapsed, now } from './moment.ts';

/** How leases are taken and kept. */
export interface LeaseOptions {
  readonly schema: string;
  /** Processes of different groups write a table at the same time. */
  readonly group: string;
  /** A lease that is not renewed for this long is free. */
  readonly durationMs: number;
  /** How long to wait for a lease that another process holds. */
  readonly waitMs: number;
}

/** What leases use. */
export interface LeaseParts {
  readonly db: Database;
  /** Opens other connections, which no long statement keeps waiting; the signal ends their waiting for CrateDB. */
  readonly openRenewals: (signal: AbortSignal) => Database;
  readonly log: Logger;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Called with the error once a lease is lost. */
  readonly onLost: (error: unknown) => void;
}

/** Somebody else's lease is looked at this often. */
const POLL_MS = 500;

/** A lease is renewed this many times in its duration. */
const RENEWALS = 4;

/** Nothing is sent in the last part of a lease, so that what was sent is most probably done when it ends. */
const USED_PART = 0.75;

/**
 * The leases of one load: while it has that of a table, no other process writes the table. No clock is compared with that
 * of another machine: who waits for a lease measures how long it was not renewed, and the holder, how long ago it sent the
 * last renewal.
 */
export class TableLeases {
  readonly #parts: LeaseParts;
  readonly #options: LeaseOptions;
  readonly #holder = newHolder();
  readonly #table: LeaseTable;
  readonly #ending = new AbortController();
  readonly #renewals: Database;
  /** When the last renewal of each lease was sent. */
  readonly #held = new Map<string, Moment>();
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;
  #lost: { readonly error: unknown } | undefined;

  constructor(parts: LeaseParts, options: LeaseOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#renewals = parts.openRenewals(this.#ending.signal);
    this.#table = new LeaseTable(options.schema, options.group, this.#holder, options.durationMs);
  }

  /** Takes the lease of a table, once nobody else has it. Throws TABLE_IN_USE. */
  async take(name: TableName): Promise<void> {
    const began = now();
    let seen: Seen | undefined;
    for (;;) {
      const sent = now();
      if (await this.#table.insert(this.#parts.db, name.table)) return this.#hold(name, sent);
      const row = await this.#table.read(this.#parts.db, name.table);
      if (row === undefined) continue;
      // The answer of an earlier try was lost.
      if (row.holder.id === this.#holder.id) return this.#hold(name, began);
      if (seen === undefined) this.#logWaiting(name, row);
      if (seen === undefined || !isSame(seen.row, row)) seen = { row, at: now() };
      if (this.#isFree(seen)) {
        if (await this.#table.replace(this.#parts.db, name.table, row)) return this.#hold(name, sent);
        continue;
      }
      if (this.#parts.signal.aborted || leastElapsed(began) > this.#options.waitMs)
        throw tableInUse(name, row);
      await sleep(POLL_MS, undefined, { signal: this.#parts.signal }).catch(() => undefined);
    }
  }

  /**
   * Waits until no process has the lease of a table, in any group: for a load that writes it as one of several. Throws
   * TABLE_IN_USE.
   */
  async untilFree(name: TableName): Promise<void> {
    const began = now();
    const seen = new Map<string, Seen>();
    let isLogged = false;
    for (;;) {
      const rows = await this.#table.ofAllGroups(this.#parts.db, name.table);
      const held = [...rows].find(([group, row]) => !this.#isFree(noted(seen, group, row)));
      if (held === undefined) return;
      const [, row] = held;
      if (!isLogged) this.#logWaiting(name, row);
      isLogged = true;
      if (this.#parts.signal.aborted || leastElapsed(began) > this.#options.waitMs)
        throw tableOfOneWriter(name, row);
      await sleep(POLL_MS, undefined, { signal: this.#parts.signal }).catch(() => undefined);
    }
  }

  /**
   * To be called right before each statement is sent; returns a promise where a lease has to be renewed first. Throws, or
   * rejects with, TABLE_LEASE_LOST, and why no renewal was possible.
   */
  readonly permit = (): Promise<void> | undefined => {
    if (this.#lost !== undefined) throw this.#lost.error;
    return this.#isCurrent() ? undefined : this.#becomeCurrent();
  };

  /** Frees all leases, as far as that can be done at once: what is left ends by itself. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#renewing?.catch(() => undefined);
    if (this.#held.size > 0) await this.#table.free(this.#renewals).catch(() => undefined);
    this.#held.clear();
    await this.#renewals[Symbol.asyncDispose]();
  }

  #logWaiting(name: TableName, { holder, since }: LeaseRow): void {
    this.#parts.log.info(
      `waiting for ${quoteTable(name)}, which process ${holder.pid} on ${holder.host} has written since ${since}`,
    );
  }

  #isFree({ row, at }: Seen): boolean {
    return hasEnded(row.holder, this.#holder) || leastElapsed(at) > row.durationMs;
  }

  #hold({ table }: TableName, sent: Moment): void {
    this.#held.set(table, sent);
    // A failure shows when a statement is to be sent.
    const renew = (): void => void this.#renew().catch(() => undefined);
    this.#timer ??= setInterval(renew, this.#options.durationMs / RENEWALS).unref();
  }

  #isCurrent(): boolean {
    const usedMs = this.#options.durationMs * USED_PART;
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
    const tables = [...this.#held.keys()];
    const sent = now();
    const renewed = await this.#table.renew(this.#renewals);
    const lost = tables.find((table) => !renewed.has(table));
    if (lost !== undefined) return this.#lose(leaseLost(lost));
    for (const table of tables) this.#held.set(table, sent);
  }

  #lose(error: unknown): void {
    this.#lost = { error };
    clearInterval(this.#timer);
    this.#parts.onLost(error);
  }
}

/** A lease, and since when it has not changed, as seen here. */
interface Seen {
  readonly row: LeaseRow;
  readonly at: Moment;
}

/** Notes a lease of a group as it is seen now; returns since when it has been like this. */
function noted(seen: Map<string, Seen>, group: string, row: LeaseRow): Seen {
  const before = seen.get(group);
  const current = before !== undefined && isSame(before.row, row) ? before : { row, at: now() };
  seen.set(group, current);
  return current;
}

function isSame(one: LeaseRow, other: LeaseRow): boolean {
  return one.seqNo === other.seqNo && one.primaryTerm === other.primaryTerm;
}
