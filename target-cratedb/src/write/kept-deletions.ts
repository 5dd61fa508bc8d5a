import type { Logger } from '@cdc-relay/singer';
import { TOMBSTONE_COLUMN } from '../column/table-columns.ts';
import type { Database } from '../connection/database.ts';
import { quoteIdentifier, quoteTable } from '../sql/quote.ts';
import { checkClearable } from '../table/check.ts';
import type { DeleteMode } from '../table/delete-mode.ts';
import type { Table } from '../table/table.ts';
import { changeUnchanged } from '../table/unchanged-rows.ts';
import { intoTable, intoTombstones } from './take-over.ts';

/** Expired rows are removed this often. */
const EXPIRE_EVERY_MS = 3600 * 1000;

/** What the upkeep of a table's deletions depends on. */
export interface DeletionOptions {
  readonly deleteMode: DeleteMode;
  readonly tombstoneRetentionMs: number;
}

/**
 * The upkeep of deletions: those that another mode has left are taken over before the first batch, and the rows of
 * tombstones go once they are past their retention.
 */
export class KeptDeletions {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #table: Table;
  readonly #options: DeletionOptions;
  #takenOver: Promise<void> | undefined;
  #expiredAt = Number.NEGATIVE_INFINITY;

  constructor(db: Database, log: Logger, table: Table, options: DeletionOptions) {
    this.#db = db;
    this.#log = log;
    this.#table = table;
    this.#options = options;
  }

  /** To be called before each batch; almost always there is nothing to do. */
  async maintain(): Promise<void> {
    if (this.#table.appends) return;
    this.#takenOver ??= this.#takeOver().catch((error: unknown) => {
      this.#takenOver = undefined;
      throw error;
    });
    await this.#takenOver;
    if (this.#options.deleteMode !== 'tombstone') return;
    checkClearable(this.#table.name, this.#table.shape.required ?? []);
    await this.#expire();
  }

  async #takeOver(): Promise<void> {
    const { deleteMode, tombstoneRetentionMs } = this.#options;
    if (deleteMode === 'remove') await intoTombstones(this.#db, this.#table, tombstoneRetentionMs);
    else await intoTable(this.#db, this.#log, this.#table, deleteMode);
  }

  async #expire(): Promise<void> {
    const now = Date.now();
    if (now - this.#expiredAt < EXPIRE_EVERY_MS) return;
    this.#expiredAt = now;
    const { name, shape } = this.#table;
    const expired = {
      name,
      keys: shape.keys,
      condition: `${quoteIdentifier(TOMBSTONE_COLUMN)} < $1`,
      values: [new Date(now - this.#options.tombstoneRetentionMs).toISOString()],
    };
    await changeUnchanged(this.#db, expired, `DELETE FROM ${quoteTable(name)}`);
  }
}
