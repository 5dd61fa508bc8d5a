import type { Database } from '../connection/database.ts';
import type { TableName } from '../sql/quote.ts';
import { readColumns } from './catalog.ts';

/** A look is a small query; a table is looked at no more often than this. */
const LOOK_EVERY_MS = 1000;

/** Notices that somebody else changes the columns of a table. */
export class ColumnWatch {
  readonly #db: Database;
  readonly #name: TableName;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #seen = '';

  constructor(db: Database, name: TableName) {
    this.#db = db;
    this.#name = name;
  }

  /** Takes the columns as they are for known. */
  async look(): Promise<void> {
    this.#lookedAt = performance.now();
    this.#seen = JSON.stringify(await readColumns(this.#db, this.#name));
  }

  /** True when the columns are others than at the last look, which was a while ago. */
  async hasChanged(): Promise<boolean> {
    if (performance.now() - this.#lookedAt < LOOK_EVERY_MS) return false;
    const before = this.#seen;
    await this.look();
    return this.#seen !== before;
  }
}
