import type { Database } from '../connection/database.ts';
import { isSameRow, refreshTable } from '../sql/dml.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { readColumns } from '../table/catalog.ts';
import type { Holder } from './holder.ts';
import type { LeaseRow, LeaseStore } from './lease-store.ts';

/** The table in each schema that says which process writes a table. */
const LEASE_TABLE = '_sdc_leases';

const KEYS = [['table_name'], ['writer_group']] as const;

const LEASE =
  '"holder", "host", "pid", "place", "since", "duration_ms", _seq_no AS seq_no, _primary_term AS primary_term';

/** A lease as the table holds it: the version is made of these two. */
interface TableRow extends LeaseRow {
  readonly seqNo: string;
  readonly primaryTerm: string;
}

/** Which leases of a table of leases. */
export interface LeasePlace {
  readonly schema: string;
  /** Holders of different groups do not exclude one another. */
  readonly group: string;
}

/** The leases of one schema in CrateDB: each change of a row is made on the condition that nothing has changed it. */
export class LeaseTable implements LeaseStore<TableRow> {
  readonly #db: Database;
  readonly #renewals: Database;
  readonly #name: TableName;
  readonly #sql: string;
  readonly #group: string;
  readonly #holder: Holder;
  readonly #durationMs: number;
  #exists = false;

  /** `renewals` has connections of its own, which no long statement keeps waiting. */
  constructor(
    { db, renewals = db }: { readonly db: Database; readonly renewals?: Database },
    { schema, group }: LeasePlace,
    holder: Holder,
    durationMs: number,
  ) {
    this.#db = db;
    this.#renewals = renewals;
    this.#name = { schema, table: LEASE_TABLE };
    this.#sql = quoteTable(this.#name);
    this.#group = group;
    this.#holder = holder;
    this.#durationMs = durationMs;
  }

  /** Takes a lease that nobody has; false when somebody has it. */
  async insert(table: string): Promise<boolean> {
    await this.#create();
    const { id, host, pid, place } = this.#holder;
    const { rowCount } = await this.#db.query(
      `INSERT INTO ${this.#sql} ("table_name", "writer_group", "holder", "host", "pid", "place", "since", "duration_ms", "renewals")
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) ON CONFLICT ("table_name", "writer_group") DO NOTHING`,
      [table, this.#group, id, host, pid, place, new Date().toISOString(), this.#durationMs],
    );
    return rowCount === 1;
  }

  /** The lease of a table where leases were ever taken, without a change to anything; undefined when nobody has it. */
  async find(table: string): Promise<TableRow | undefined> {
    return (await readColumns(this.#db, this.#name)).length === 0 ? undefined : await this.read(table);
  }

  /** The lease of a table; undefined when nobody has it. */
  async read(table: string): Promise<TableRow | undefined> {
    await this.#db.query(refreshTable(this.#name));
    const { rows } = await this.#db.query<Record<string, unknown>>(
      `SELECT ${LEASE} FROM ${this.#sql} WHERE "table_name" = $1 AND "writer_group" = $2`,
      [table, this.#group],
    );
    return rows[0] && leaseRow(rows[0]);
  }

  /** The leases of a table by group, where leases were ever taken; none is changed. */
  async ofAllGroups(table: string): Promise<ReadonlyMap<string, LeaseRow>> {
    if ((await readColumns(this.#db, this.#name)).length === 0) return new Map();
    await this.#db.query(refreshTable(this.#name));
    const { rows } = await this.#db.query<Record<string, unknown>>(
      `SELECT "writer_group", ${LEASE} FROM ${this.#sql} WHERE "table_name" = $1`,
      [table],
    );
    return new Map(rows.map((row) => [String(row.writer_group), leaseRow(row)]));
  }

  /** Takes a lease from its holder; false when something has changed it since it was read. */
  async replace(table: string, { seqNo, primaryTerm }: TableRow): Promise<boolean> {
    const { id, host, pid, place } = this.#holder;
    const { rowCount } = await this.#db.query(
      `UPDATE ${this.#sql} SET "holder" = $5, "host" = $6, "pid" = $7, "place" = $8, "since" = $9, "duration_ms" = $10,
        "renewals" = 0 WHERE ${isSameRow(KEYS)}`,
      [
        table,
        this.#group,
        seqNo,
        primaryTerm,
        id,
        host,
        pid,
        place,
        new Date().toISOString(),
        this.#durationMs,
      ],
    );
    return rowCount === 1;
  }

  /** Renews all leases of this holder; returns their tables, without those that it has lost. */
  async renew(): Promise<Set<string>> {
    const held = await this.#held();
    if (held.length === 0) return new Set();
    const renew = `UPDATE ${this.#sql} SET "renewals" = "renewals" + 1 WHERE ${isSameRow(KEYS)}`;
    const changed = await this.#renewals.queryEach(renew, held);
    if (changed === held.length) return tablesOf(held);
    // An answer was lost and the statement repeated, or a lease was taken in this moment: reading again shows which.
    const left = tablesOf(await this.#held());
    return new Set([...tablesOf(held)].filter((table) => left.has(table)));
  }

  /** Frees all leases of this holder. */
  async free(): Promise<void> {
    const held = await this.#held();
    if (held.length > 0)
      await this.#renewals.queryEach(`DELETE FROM ${this.#sql} WHERE ${isSameRow(KEYS)}`, held);
  }

  /** What identifies each lease of this holder and its state. */
  async #held(): Promise<string[][]> {
    await this.#renewals.query(refreshTable(this.#name));
    const { rows } = await this.#renewals.query<Record<string, unknown>>(
      `SELECT "table_name", "writer_group", _seq_no AS seq_no, _primary_term AS primary_term
        FROM ${this.#sql} WHERE "holder" = $1`,
      [this.#holder.id],
    );
    return rows.map((row) => [row.table_name, row.writer_group, row.seq_no, row.primary_term].map(String));
  }

  async #create(): Promise<void> {
    if (this.#exists) return;
    if ((await readColumns(this.#db, this.#name)).length === 0)
      await this.#db.query(
        `CREATE TABLE IF NOT EXISTS ${this.#sql} ("table_name" TEXT NOT NULL, "writer_group" TEXT NOT NULL,
          "holder" TEXT, "host" TEXT, "pid" BIGINT, "place" TEXT, "since" TIMESTAMP WITH TIME ZONE,
          "duration_ms" BIGINT, "renewals" BIGINT, PRIMARY KEY ("table_name", "writer_group")) CLUSTERED INTO 1 SHARDS`,
      );
    this.#exists = true;
  }
}

function tablesOf(held: readonly (readonly string[])[]): Set<string> {
  return new Set(held.map(([table = '']) => table));
}

function leaseRow(row: Readonly<Record<string, unknown>>): TableRow {
  const { holder, host, pid, place, since, duration_ms, seq_no, primary_term } = row;
  return {
    holder: { id: String(holder), host: String(host), pid: Number(pid), place: String(place) },
    since: new Date(since as Date).toISOString(),
    durationMs: Number(duration_ms),
    version: `${primary_term} ${seq_no}`,
    seqNo: String(seq_no),
    primaryTerm: String(primary_term),
  };
}
