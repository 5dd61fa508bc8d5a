import { shortId, stringifyJson } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import { isSameRow, refreshTable } from '../sql/dml.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { encodeRowArray } from '../sql/row-array.ts';
import { readTable } from './catalog.ts';
import { changeUnchanged } from './unchanged-rows.ts';

/** The table in each schema that remembers deletions. */
const TOMBSTONE_TABLE = '_sdc_tombstones';

/** Expired tombstones are dropped at least this often, so that the table does not grow while running for days. */
const EXPIRE_EVERY_MS = 3600 * 1000;

/** A remembered deletion: the id of a key, and the version at which the item was deleted. */
export type Tombstone = readonly [keyId: string, version: number];

/** A tombstone as the table holds it, with what shows later whether it is still the same. */
export interface KeptTombstone {
  readonly keyId: string;
  readonly version: number;
  readonly writtenAt: string;
  readonly seqNo: string;
  readonly primaryTerm: string;
}

const HANDED_AT_ONCE = 10_000;

/** CrateDB indexes no text beyond 32,766 bytes, which a key of several columns may have; its digest replaces it. */
const MAX_KEY_ID = 8000;

/**
 * The deletions of one table, remembered in CrateDB so that a late record cannot resurrect a deleted row, also after
 * a restart. A row per key: one query finds any number of them, and a repeated deletion makes no second row.
 */
export class Tombstones {
  readonly #db: Database;
  readonly #name: TableName;
  readonly #sql: string;
  readonly #table: string;
  readonly #retentionMs: number;
  readonly #now: () => number;
  #exists = false;
  #expiredAt = 0;

  private constructor(db: Database, { schema, table }: TableName, retentionMs: number, now: () => number) {
    this.#db = db;
    this.#name = { schema, table: TOMBSTONE_TABLE };
    this.#sql = quoteTable(this.#name);
    this.#table = table;
    this.#retentionMs = retentionMs;
    this.#now = now;
  }

  /** Opens the tombstones of a table and drops those past their retention. */
  static async open(
    db: Database,
    name: TableName,
    retentionMs: number,
    now: () => number = Date.now,
  ): Promise<Tombstones> {
    const tombstones = new Tombstones(db, name, retentionMs, now);
    tombstones.#exists = (await readTable(db, tombstones.#name)) !== undefined;
    if (tombstones.#exists) await tombstones.#expire();
    return tombstones;
  }

  /** Those that there are of a table, without dropping any; undefined when the schema has none. */
  static async existing(db: Database, name: TableName): Promise<Tombstones | undefined> {
    const tombstones = new Tombstones(db, name, Number.POSITIVE_INFINITY, Date.now);
    tombstones.#exists = (await readTable(db, tombstones.#name)) !== undefined;
    return tombstones.#exists ? tombstones : undefined;
  }

  /**
   * Hands all deletions over, page by page: those that `receive` returns are durable elsewhere and forgotten here, unless
   * something has renewed them meanwhile. Returns how many it received.
   */
  async hand(
    receive: (page: readonly KeptTombstone[]) => Promise<readonly KeptTombstone[]>,
  ): Promise<number> {
    let received = 0;
    for (let after = ''; ; ) {
      await this.#db.query(refreshTable(this.#name));
      const page = await this.#page(after);
      const last = page.at(-1);
      if (last === undefined) return received;
      const taken = await receive(page);
      const sets = taken.map(({ keyId, seqNo, primaryTerm }) => [this.#table, keyId, seqNo, primaryTerm]);
      const forget = `DELETE FROM ${this.#sql} WHERE ${isSameRow([['table_name'], ['key_id']])}`;
      if (sets.length > 0) await this.#db.queryEach(forget, sets);
      received += taken.length;
      after = last.keyId;
    }
  }

  async #page(after: string): Promise<KeptTombstone[]> {
    const { rows } = await this.#db.query<Record<string, string | Date>>(
      `SELECT "key_id", "version", "written_at", _seq_no AS seq_no, _primary_term AS primary_term
        FROM ${this.#sql} WHERE "table_name" = $1 AND "key_id" > $2 ORDER BY "key_id" LIMIT ${HANDED_AT_ONCE}`,
      [this.#table, after],
    );
    return rows.map(({ key_id, version, written_at, seq_no, primary_term }) => ({
      keyId: String(key_id),
      version: Number(version),
      writtenAt: new Date(written_at ?? 0).toISOString(),
      seqNo: String(seq_no),
      primaryTerm: String(primary_term),
    }));
  }

  /** The newest version among all tombstones; -Infinity when there is none. */
  async newest(): Promise<number> {
    if (!this.#exists) return Number.NEGATIVE_INFINITY;
    await this.#db.query(refreshTable(this.#name));
    const answer = await this.#db.query<{ newest: string | null }>(
      `SELECT max("version") AS newest FROM ${this.#sql} WHERE "table_name" = $1`,
      [this.#table],
    );
    return Number(answer.rows[0]?.newest ?? Number.NEGATIVE_INFINITY);
  }

  /** Remembers deletions. */
  async append(tombstones: readonly Tombstone[]): Promise<void> {
    if (tombstones.length === 0) return;
    if (!this.#exists) await this.#create();
    if (this.#now() - this.#expiredAt > EXPIRE_EVERY_MS) await this.#expire();
    const at = this.#now();
    const rows = tombstones.map(([id, v]) =>
      stringifyJson({ t: this.#table, k: shortId(id, MAX_KEY_ID), v, at }),
    );
    const { rowCount } = await this.#db.query(
      `INSERT INTO ${this.#sql} ("table_name", "key_id", "version", "written_at")
        SELECT r['t'], r['k'], r['v'], r['at'] FROM UNNEST($1::ARRAY(OBJECT)) AS u(r)
        ON CONFLICT ("table_name", "key_id") DO UPDATE SET
        "version" = greatest("version", excluded."version"), "written_at" = excluded."written_at"`,
      [encodeRowArray(rows)],
    );
    if (rowCount !== rows.length) throw new Error(`the tombstones of ${this.#table} were not all written`);
  }

  /** The versions at which these keys were deleted, as far as that is remembered. */
  async find(keyIds: readonly string[]): Promise<Map<string, number>> {
    if (!this.#exists || keyIds.length === 0) return new Map();
    await this.#db.query(refreshTable(this.#name));
    const byShortId = new Map(keyIds.map((id) => [shortId(id, MAX_KEY_ID), id]));
    const answer = await this.#db.query<{ key_id: string; version: string }>(
      `SELECT "key_id", "version" FROM ${this.#sql} WHERE "table_name" = $1 AND "key_id" = ANY($2)`,
      [this.#table, [...byShortId.keys()]],
    );
    return new Map(answer.rows.map(({ key_id: id, version }) => [byShortId.get(id) ?? id, Number(version)]));
  }

  async #create(): Promise<void> {
    await this.#db.query(
      `CREATE TABLE IF NOT EXISTS ${this.#sql} ("table_name" TEXT NOT NULL, "key_id" TEXT NOT NULL,
        "version" BIGINT, "written_at" TIMESTAMP WITH TIME ZONE, PRIMARY KEY ("table_name", "key_id"))`,
    );
    this.#exists = true;
  }

  /** A key that is deleted again meanwhile keeps its tombstone. */
  async #expire(): Promise<void> {
    this.#expiredAt = this.#now();
    const expired = {
      name: this.#name,
      keys: [['table_name'], ['key_id']] as const,
      condition: `"table_name" = $1 AND "written_at" < $2`,
      values: [this.#table, new Date(this.#expiredAt - this.#retentionMs).toISOString()],
    };
    await changeUnchanged(this.#db, expired, `DELETE FROM ${this.#sql}`);
  }
}

/** Forgets the deletions of a table that is created again: its rows will come again, those once deleted among them. */
export async function forgetTombstones(db: Database, { schema, table }: TableName): Promise<void> {
  const name = { schema, table: TOMBSTONE_TABLE };
  if ((await readTable(db, name)) === undefined) return;
  await db.query(refreshTable(name));
  await db.query(`DELETE FROM ${quoteTable(name)} WHERE "table_name" = $1`, [table]);
}
