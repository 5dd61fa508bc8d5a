import type { Database } from '../connection/database.ts';
import { type Key, rowKeyId } from '../row/key.ts';
import { refreshTable, selectNewestVersion, selectVersions } from '../sql/dml.ts';
import type { Table } from '../table/table.ts';
import { Tombstones } from '../table/tombstones.ts';
import { type Operation, versionOf } from './batch.ts';
import { inLookUps } from './look-ups.ts';
import { compareVersions, type Version, versionIn } from './version.ts';
import { VersionMemory } from './version-memory.ts';

/** Keys remembered per table: some ten megabytes. */
const REMEMBERED_KEYS = 100_000;

/** Operations divided by whether something newer is known of their key. */
export interface Judged {
  readonly fresh: readonly Operation[];
  readonly stale: readonly Operation[];
}

/** Keeps older records from being written, as far as that is not left to the statement that writes them. */
export interface Guard {
  /** `areNew`: upserts are most likely of rows that are not there, so that the statement may decide about those that are. */
  readonly judge: (operations: readonly Operation[], areNew: boolean) => Promise<Judged>;
  /** Makes deletions durable that leave no row in the table. */
  readonly rememberDeletions: (operations: readonly Operation[]) => Promise<void>;
  /** Notes what has been written. */
  readonly remember: (operations: readonly Operation[]) => void;
}

/**
 * For a table with one writer: keeps older records from overwriting newer rows or resurrecting deleted ones. Most records are judged from memory;
 * for the others (late ones, replays after a restart) it asks CrateDB, once per batch; not for rows that a load brings for the
 * first time, as the items of a snapshot are: they are older than changes that came meanwhile, and replace nothing.
 */
export class VersionGuard implements Guard {
  readonly #db: Database;
  readonly #table: Table;
  readonly #tombstones: Tombstones;
  readonly #memory: VersionMemory;
  /** Of the deletions that are remembered. */
  #newestDeletion: number;
  /** Upserts about which the statement decides: whether the row has their version afterwards is not known. */
  readonly #undecided = new WeakSet<Operation>();

  private constructor(
    db: Database,
    table: Table,
    tombstones: Tombstones,
    newest: { readonly row: number; readonly deletion: number },
  ) {
    this.#db = db;
    this.#table = table;
    this.#tombstones = tombstones;
    this.#newestDeletion = newest.deletion;
    this.#memory = new VersionMemory(REMEMBERED_KEYS, Math.max(newest.row, newest.deletion));
  }

  /** Learns the newest versions that the table and its tombstones hold. */
  static async open(db: Database, table: Table, retentionMs: number): Promise<VersionGuard> {
    const tombstones = await Tombstones.open(db, table.name, retentionMs);
    await db.query(refreshTable(table.name));
    const answer = await db.query<{ newest: string | null }>(selectNewestVersion(table.name));
    const row = Number(answer.rows[0]?.newest ?? Number.NEGATIVE_INFINITY);
    return new VersionGuard(db, table, tombstones, { row, deletion: await tombstones.newest() });
  }

  async judge(operations: readonly Operation[], areNew: boolean): Promise<Judged> {
    const unknown: Operation[] = [];
    const stale = new Set<Operation>();
    for (const operation of operations) {
      const version = versionOf(operation);
      if (version === undefined) continue;
      const verdict = this.#memory.judge(operation.key.id, version);
      if (verdict === 'stale') stale.add(operation);
      if (verdict === 'unknown') unknown.push(operation);
    }
    for (const operation of await this.#staleAmong(unknown, areNew)) stale.add(operation);
    if (stale.size === 0) return { fresh: operations, stale: [] };
    return { fresh: operations.filter((operation) => !stale.has(operation)), stale: [...stale] };
  }

  /** Makes deletions durable as tombstones. */
  async rememberDeletions(operations: readonly Operation[]): Promise<void> {
    const deletions = operations.flatMap((operation) => {
      const version = versionOf(operation);
      return version === undefined ? [] : [{ keyId: operation.key.id, ...version }];
    });
    for (const { version } of deletions) this.#newestDeletion = Math.max(this.#newestDeletion, version);
    await this.#tombstones.append(deletions);
  }

  /** Notes what has been written. */
  remember(operations: readonly Operation[]): void {
    for (const operation of operations) {
      const version = versionOf(operation);
      if (version !== undefined && !this.#undecided.has(operation))
        this.#memory.remember(operation.key.id, version);
    }
  }

  async #staleAmong(operations: readonly Operation[], areNew: boolean): Promise<Operation[]> {
    const isLeft = ({ kind }: Operation): boolean => areNew && kind === 'upsert';
    for (const operation of operations) if (isLeft(operation)) this.#undecided.add(operation);
    const ofRows = operations.filter((operation) => !isLeft(operation));
    const ofDeletions = operations.filter((one) => (versionOf(one)?.version ?? 0) <= this.#newestDeletion);
    const rows = await this.#rowVersions(ofRows);
    const deletions = await this.#tombstones.find(ofDeletions.map(({ key }) => key.id));
    return operations.filter((operation) => {
      const version = versionOf(operation);
      if (version === undefined) return false;
      const known = [rows.get(operation.key.id), deletions.get(operation.key.id)];
      return known.some((other) => other !== undefined && compareVersions(version, other) < 0);
    });
  }

  async #rowVersions(operations: readonly Operation[]): Promise<Map<string, Version>> {
    if (operations.length === 0) return new Map();
    await this.#db.query(refreshTable(this.#table.shape.name));
    const wanted = new Set(operations.map(({ key }) => key.id));
    const versions = new Map<string, Version>();
    for (const keys of inLookUps(operations.map(({ key }) => key)))
      for (const [id, version] of await this.#lookUp(keys)) if (wanted.has(id)) versions.set(id, version);
    return versions;
  }

  /** The versions of these rows, and of others. */
  async #lookUp(wanted: readonly Key[]): Promise<[string, Version][]> {
    const { shape } = this.#table;
    const { keys } = shape;
    const perColumn = keys.map((_, index) => wanted.map(({ values }) => values[index]));
    const answer = await this.#db.query<Record<string, unknown>>(selectVersions(shape), perColumn);
    const types = keys.map((key) => this.#table.columns.typeAt(key));
    return answer.rows.flatMap((row) => {
      const values = keys.map((_, index) => row[`k${index}`]);
      const version = versionIn(row);
      return version === undefined ? [] : [[rowKeyId(values, types), version]];
    });
  }
}
