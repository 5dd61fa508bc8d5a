import { ProgramError, shortId, stringifyJson } from '@cdc-relay/singer';
import { TEXT } from '../column/column-type.ts';
import type { Database } from '../connection/database.ts';
import { isSameRow, refreshTable } from '../sql/dml.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { encodeRowArray } from '../sql/row-array.ts';
import { readTable } from './catalog.ts';
import { addColumns } from './ddl.ts';
import { ORDER, rememberTombstones } from './tombstone-statement.ts';
import { changeUnchanged } from './unchanged-rows.ts';

/** The table in each schema that remembers deletions. */
const TOMBSTONE_TABLE = '_sdc_tombstones';

/** Expired tombstones are dropped at least this often, so that the table does not grow while running for days. */
const EXPIRE_EVERY_MS = 3600 * 1000;

/** A remembered deletion: the id of a key, the version at which the item was deleted, and what orders equal ones. */
export interface Tombstone {
  readonly keyId: string;
  readonly version: number;
  readonly order?: string | undefined;
}

/** A tombstone as the table holds it, with what shows later whether it is still the same. */
export interface KeptTombstone extends Tombstone {
  readonly writtenAt: string;
  readonly seqNo: string;
  readonly primaryTerm: string;
}

/** An upsert may leave out a row that its expiry removes at the same moment; the next one does not. */
const MAX_TRIES = 5;

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
  /** True when the table has the column for what orders equal versions: it gets it when that is needed. */
  #hasOrder = false;
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
    await tombstones.#look();
    if (tombstones.#exists) await tombstones.#expire();
    return tombstones;
  }

  /** Those that there are of a table, without dropping any; undefined when the schema has none. */
  static async existing(db: Database, name: TableName): Promise<Tombstones | undefined> {
    const tombstones = new Tombstones(db, name, Number.POSITIVE_INFINITY, Date.now);
    await tombstones.#look();
    return tombstones.#exists ? tombstones : undefined;
  }

  async #look(): Promise<void> {
    const table = await readTable(this.#db, this.#name);
    this.#exists = table !== undefined;
    this.#hasOrder = table?.columns.has(ORDER) === true;
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
    const { rows } = await this.#db.query<Record<string, string | Date | null>>(
      `SELECT "key_id", "version", "written_at"${this.#order}, _seq_no AS seq_no, _primary_term AS primary_term
        FROM ${this.#sql} WHERE "table_name" = $1 AND "key_id" > $2 ORDER BY "key_id" LIMIT ${HANDED_AT_ONCE}`,
      [this.#table, after],
    );
    return rows.map(({ key_id, version, version_order, written_at, seq_no, primary_term }) => ({
      keyId: String(key_id),
      version: Number(version),
      order: typeof version_order === 'string' ? version_order : undefined,
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

  /** Remembers deletions. Throws CRATEDB_REFUSED. */
  async append(tombstones: readonly Tombstone[]): Promise<void> {
    if (tombstones.length === 0) return;
    if (!this.#exists) await this.#create();
    if (!this.#hasOrder && tombstones.some(({ order }) => order !== undefined)) await this.#addOrder();
    if (this.#now() - this.#expiredAt > EXPIRE_EVERY_MS) await this.#expire();
    const at = this.#now();
    const rows = tombstones.map(({ keyId, version: v, order: o = null }) =>
      stringifyJson({ t: this.#table, k: shortId(keyId, MAX_KEY_ID), v, o, at }),
    );
    const statement = rememberTombstones(this.#sql, this.#hasOrder);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const { rowCount } = await this.#db.query(statement, [encodeRowArray(rows)]);
      if (rowCount === rows.length) return;
    }
    throw new ProgramError(
      'CRATEDB_REFUSED',
      `CrateDB does not accept all of the tombstones of ${JSON.stringify(this.#table)} in ${this.#sql}, and states no reason.`,
      { remedy: 'Start again from the last STATE: the deletions come again.' },
    );
  }

  /** The versions at which these keys were deleted, as far as that is remembered. */
  async find(keyIds: readonly string[]): Promise<Map<string, Tombstone>> {
    if (!this.#exists || keyIds.length === 0) return new Map();
    await this.#db.query(refreshTable(this.#name));
    const byShortId = new Map(keyIds.map((id) => [shortId(id, MAX_KEY_ID), id]));
    const answer = await this.#db.query<{ key_id: string; version: string; version_order?: string | null }>(
      `SELECT "key_id", "version"${this.#order} FROM ${this.#sql} WHERE "table_name" = $1 AND "key_id" = ANY($2)`,
      [this.#table, [...byShortId.keys()]],
    );
    return new Map(
      answer.rows.map(({ key_id, version, version_order }) => {
        const keyId = byShortId.get(key_id) ?? key_id;
        return [keyId, { keyId, version: Number(version), order: version_order ?? undefined }];
      }),
    );
  }

  get #order(): string {
    return this.#hasOrder ? `, "${ORDER}" AS version_order` : '';
  }

  /** Another process may add it at the same time. */
  async #addOrder(): Promise<void> {
    try {
      await this.#db.query(addColumns(this.#name, [{ path: [ORDER], type: TEXT }]));
    } catch (error) {
      await this.#look();
      if (!this.#hasOrder) throw error;
    }
    this.#hasOrder = true;
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
