import type { Database } from '../connection/database.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { newHolder } from './holder.ts';
import { leaseLost, tableInUse, tableOfOneWriter } from './lease-errors.ts';
import { type LeasePlace, LeaseTable } from './lease-table.ts';
import { type LeaseParts, Leases, type LeaseTimes, type LeaseWords } from './leases.ts';

/** How leases of tables are taken and kept. */
export type LeaseOptions = LeaseTimes & LeasePlace;

/** What leases in CrateDB use. */
export interface TableLeaseParts extends LeaseParts {
  readonly db: Database;
  /** Opens other connections, which no long statement keeps waiting; the signal ends their waiting for CrateDB. */
  readonly openRenewals: (signal: AbortSignal) => Database;
}

/** Leases in a table of CrateDB: while the load has that of a table, no other process writes the table. */
export class TableLeases {
  readonly #ending = new AbortController();
  readonly #renewals: Database;
  readonly #table: LeaseTable;
  readonly #leases: Leases;
  /** To be called right before each statement is sent, as that of `Leases`. */
  readonly permit: Leases['permit'];

  constructor(
    parts: TableLeaseParts,
    options: LeaseOptions,
    words: LeaseWords = wordsOfTables(options.schema),
  ) {
    this.#renewals = parts.openRenewals(this.#ending.signal);
    const connections = { db: parts.db, renewals: this.#renewals };
    const holder = newHolder();
    this.#table = new LeaseTable(connections, options, holder, options.durationMs);
    this.#leases = new Leases(parts, options, words, this.#table, holder);
    this.permit = this.#leases.permit;
  }

  /** Takes the lease of a table, once nobody else has it. Throws TABLE_IN_USE. */
  async take({ table }: TableName): Promise<void> {
    await this.#leases.take(table);
  }

  /**
   * Waits until no process has the lease of a table, in any group: for a load that writes it as one of several. Throws
   * TABLE_IN_USE.
   */
  async untilFree(name: TableName): Promise<void> {
    const wait = this.#leases.newWait();
    for (;;) {
      const rows = await this.#table.ofAllGroups(name.table);
      const held = [...rows].find(([group, row]) => !wait.isFree(group, row));
      if (held === undefined) return;
      await wait.pause(held[1], { does: doesWrite(name), inUse: (row) => tableOfOneWriter(name, row) });
    }
  }

  /** Frees all leases, as far as that can be done at once: what is left ends by itself. */
  async release(): Promise<void> {
    this.#ending.abort();
    await this.#leases.release();
    await this.#renewals[Symbol.asyncDispose]();
  }
}

function wordsOfTables(schema: string): LeaseWords {
  return {
    does: (table) => doesWrite({ schema, table }),
    inUse: (table, row) => tableInUse({ schema, table }, row),
    lost: leaseLost,
  };
}

function doesWrite(name: TableName): string {
  return `has written ${quoteTable(name)}`;
}
