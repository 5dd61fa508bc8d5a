import { type Logger, messageOf } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import { refreshTable } from '../sql/dml.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';

/** Input that brings nothing for this long pauses. Under load the table's own `refresh_interval` does. */
const PAUSE_MS = 1000;

/**
 * Makes the rows of one table visible to queries that CrateDB would show only after the table's `refresh_interval`:
 * when the run ends, and when the input pauses. Not after each batch: a refresh costs CrateDB up to a tenth of the
 * write.
 */
export class VisibleRows {
  readonly #db: Database;
  readonly #name: TableName;
  readonly #log: Logger;
  readonly #isIdle: () => boolean;
  /** True when something was written since the last refresh. */
  #isBehind = false;
  #refreshing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `isIdle` says that nothing waits to be written. */
  constructor(db: Database, name: TableName, log: Logger, isIdle: () => boolean) {
    this.#db = db;
    this.#name = name;
    this.#log = log;
    this.#isIdle = isIdle;
  }

  /** To be called whenever something was written. */
  written(): void {
    this.#isBehind = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#pause(), PAUSE_MS).unref();
  }

  /** Makes everything visible that was written. Never throws: it is durable all the same. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    // One that is under way may have begun before the last write.
    await this.#refreshing;
    if (!this.#isBehind) return;
    this.#isBehind = false;
    this.#refreshing = this.#refresh();
    await this.#refreshing;
  }

  async #refresh(): Promise<void> {
    try {
      await this.#db.query(refreshTable(this.#name));
    } catch (error) {
      const reason = messageOf(error);
      this.#log.warning(
        `${quoteTable(this.#name)} could not be refreshed, so its rows will be visible later: ${reason}`,
      );
    }
  }

  async #pause(): Promise<void> {
    if (this.#isIdle()) await this.refresh();
  }
}
