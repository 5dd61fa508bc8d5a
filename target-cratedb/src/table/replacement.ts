import type { Database } from '../connection/database.ts';
import { quoteIdentifier, quoteTable, type TableName } from '../sql/quote.ts';
import { readTable } from './catalog.ts';
import { moveTable } from './move-table.ts';
import { forgetTombstones } from './tombstones.ts';

/**
 * A table that replaces another one once it is complete: readers see the old rows until then, and a run
 * that fails, or that brings no record that can be loaded, leaves them as they are.
 */
export class Replacement {
  readonly #db: Database;
  readonly #name: TableName;
  /** Where to write meanwhile. */
  readonly table: TableName;

  private constructor(db: Database, name: TableName) {
    this.#db = db;
    this.#name = name;
    this.table = { schema: name.schema, table: `_sdc_overwrite_${name.table}` };
  }

  /** Clears what an interrupted run left behind. */
  static async begin(db: Database, name: TableName): Promise<Replacement> {
    const replacement = new Replacement(db, name);
    await replacement.#drop();
    // Deletions of another run say nothing about this one, which brings the whole table.
    await forgetTombstones(db, replacement.table);
    return replacement;
  }

  /** Puts the new table in the old one's place when it is complete; else, or when nothing was written, drops it. */
  async end(complete: boolean, isWritten: boolean): Promise<void> {
    if (!complete) return await this.#drop();
    const exists = (await readTable(this.#db, this.#name)) !== undefined;
    if (!exists) await this.#rename();
    else if (isWritten) await this.#swap();
    else await this.#drop();
  }

  async #swap(): Promise<void> {
    const [from, to] = [quoteTable(this.table), quoteTable(this.#name)];
    const swap = `ALTER CLUSTER SWAP TABLE ${from} TO ${to} WITH (drop_source = true)`;
    await this.#move(swap);
  }

  async #rename(): Promise<void> {
    const rename = `ALTER TABLE ${quoteTable(this.table)} RENAME TO ${quoteIdentifier(this.#name.table)}`;
    await this.#move(rename);
  }

  async #move(statement: string): Promise<void> {
    await moveTable(this.#db, statement, async () => (await readTable(this.#db, this.table)) === undefined);
  }

  async #drop(): Promise<void> {
    await this.#db.query(`DROP TABLE IF EXISTS ${quoteTable(this.table)}`);
  }
}
