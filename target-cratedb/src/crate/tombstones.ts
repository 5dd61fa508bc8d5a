import { randomUUID } from 'node:crypto';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { readTable } from './catalog.ts';
import type { Database } from './database.ts';

/** How long a deletion is remembered; Kinesis replays nothing older than a day by default. */
const RETENTION_MS = 48 * 3600 * 1000;

const TABLE = '_sdc_tombstones';

/** A remembered deletion: the id of a key, and the version at which the item was deleted. */
export type Tombstone = readonly [keyId: string, version: number];

/**
 * The deletions of one table, remembered in CrateDB so that a late record cannot resurrect a deleted row, also after
 * a restart. They are kept as segments, one row for all deletions of a batch: as durable as the deletes themselves,
 * at a fraction of their cost.
 */
export class Tombstones {
  readonly #db: Database;
  readonly #segments: TableName;
  readonly #table: string;
  #exists: boolean;

  private constructor(db: Database, { schema, table }: TableName, exists: boolean) {
    this.#db = db;
    this.#segments = { schema, table: TABLE };
    this.#table = table;
    this.#exists = exists;
  }

  /** Opens the tombstones of a table and drops those past their retention. */
  static async open(db: Database, name: TableName): Promise<Tombstones> {
    const existing = await readTable(db, { schema: name.schema, table: TABLE });
    const tombstones = new Tombstones(db, name, existing !== undefined);
    if (existing !== undefined) await tombstones.#expire();
    return tombstones;
  }

  /** The newest version among all tombstones; -Infinity when there is none. */
  async newest(): Promise<number> {
    if (!this.#exists) return Number.NEGATIVE_INFINITY;
    await this.#db.query(`REFRESH TABLE ${quoteTable(this.#segments)}`);
    const answer = await this.#db.query<{ newest: string | null }>(
      `SELECT max("newest_version") AS newest FROM ${quoteTable(this.#segments)} WHERE "table_name" = $1`,
      [this.#table],
    );
    return Number(answer.rows[0]?.newest ?? Number.NEGATIVE_INFINITY);
  }

  /** Remembers deletions. */
  async append(tombstones: readonly Tombstone[]): Promise<void> {
    if (tombstones.length === 0) return;
    if (!this.#exists) await this.#create();
    const newest = tombstones.reduce((max, [, version]) => Math.max(max, version), Number.NEGATIVE_INFINITY);
    const { rowCount } = await this.#db.query(
      `INSERT INTO ${quoteTable(this.#segments)} ("segment", "table_name", "newest_version", "written_at", "entries")
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT ("segment") DO UPDATE SET "entries" = excluded."entries"`,
      [randomUUID(), this.#table, newest, new Date().toISOString(), JSON.stringify(tombstones)],
    );
    if (rowCount !== 1) throw new Error(`the tombstones of ${this.#table} were not written`);
  }

  /** Finds the newest tombstone of each of these keys, as far as it is newer than `olderThan`. */
  async find(keyIds: ReadonlySet<string>, olderThan: number): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    if (!this.#exists) return found;
    await this.#db.query(`REFRESH TABLE ${quoteTable(this.#segments)}`);
    for (const segment of await this.#segmentsAfter(olderThan)) {
      for (const [keyId, version] of await this.#entries(segment)) {
        if (keyIds.has(keyId)) found.set(keyId, Math.max(version, found.get(keyId) ?? version));
      }
    }
    return found;
  }

  async #segmentsAfter(version: number): Promise<string[]> {
    const answer = await this.#db.query<{ segment: string }>(
      `SELECT "segment" FROM ${quoteTable(this.#segments)} WHERE "table_name" = $1 AND "newest_version" > $2`,
      [this.#table, version],
    );
    return answer.rows.map((row) => row.segment);
  }

  /** One segment at a time bounds the memory, however many deletions are remembered. */
  async #entries(segment: string): Promise<readonly Tombstone[]> {
    const answer = await this.#db.query<{ entries: string }>(
      `SELECT "entries" FROM ${quoteTable(this.#segments)} WHERE "segment" = $1`,
      [segment],
    );
    return JSON.parse(answer.rows[0]?.entries ?? '[]') as Tombstone[];
  }

  async #create(): Promise<void> {
    await this.#db.query(
      `CREATE TABLE IF NOT EXISTS ${quoteTable(this.#segments)} ("segment" TEXT NOT NULL, "table_name" TEXT,
        "newest_version" BIGINT, "written_at" TIMESTAMP WITH TIME ZONE,
        "entries" TEXT INDEX OFF STORAGE WITH (columnstore = false), PRIMARY KEY ("segment"))`,
    );
    this.#exists = true;
  }

  async #expire(): Promise<void> {
    const before = new Date(Date.now() - RETENTION_MS).toISOString();
    await this.#db.query(
      `DELETE FROM ${quoteTable(this.#segments)} WHERE "table_name" = $1 AND "written_at" < $2`,
      [this.#table, before],
    );
  }
}
