import { type JsonValue, parseJson, stringifyJson } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import { refreshTable } from '../sql/dml.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { readTable } from '../table/catalog.ts';
import type { StateKeeper } from './state-keeper.ts';

/** The states of pipelines in a table of CrateDB, a row for each. */
export class StateTable implements StateKeeper {
  readonly #db: Database;
  readonly #name: TableName;
  readonly #id: string;
  #exists = false;

  /** `id` names the pipeline. */
  constructor(db: Database, name: TableName, id: string) {
    this.#db = db;
    this.#name = name;
    this.#id = id;
  }

  async keep(state: JsonValue): Promise<void> {
    if (!this.#exists) await this.#create();
    await this.#db.query(
      `INSERT INTO ${quoteTable(this.#name)} ("state_id", "state", "updated_at") VALUES ($1, $2, $3)
        ON CONFLICT ("state_id") DO UPDATE SET "state" = excluded."state", "updated_at" = excluded."updated_at"`,
      [this.#id, stringifyJson(state), new Date().toISOString()],
    );
  }

  /** The last state that was kept; undefined when there is none yet. */
  async read(): Promise<JsonValue | undefined> {
    if ((await readTable(this.#db, this.#name)) === undefined) return undefined;
    // A bound parameter makes the query see refreshed rows only.
    await this.#db.query(refreshTable(this.#name));
    const { rows } = await this.#db.query<{ state: string }>(
      `SELECT "state" FROM ${quoteTable(this.#name)} WHERE "state_id" = $1`,
      [this.#id],
    );
    return rows[0] === undefined ? undefined : parseJson(rows[0].state);
  }

  async #create(): Promise<void> {
    await this.#db.query(
      `CREATE TABLE IF NOT EXISTS ${quoteTable(this.#name)} ("state_id" TEXT NOT NULL,
        "state" TEXT INDEX OFF STORAGE WITH (columnstore = false),
        "updated_at" TIMESTAMP WITH TIME ZONE, PRIMARY KEY ("state_id"))`,
    );
    this.#exists = true;
  }
}
