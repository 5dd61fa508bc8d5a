import { canonicalDecimal } from '@cdc-relay/singer';
import type { Operation } from '../batch/batch.ts';
import { VERSION_COLUMN } from '../column/table-columns.ts';
import { VersionMemory } from '../guard/version-memory.ts';
import { refreshTable, selectNewestVersion, selectVersions, type TableShape } from '../sql/dml.ts';
import type { Database } from './database.ts';
import { Tombstones } from './tombstones.ts';

/** Keys remembered per table: some ten megabytes. */
const REMEMBERED_KEYS = 100_000;

/** Operations divided by whether something newer is known of their key. */
export interface Judged {
  readonly fresh: readonly Operation[];
  readonly stale: readonly Operation[];
}

/**
 * Keeps older records from overwriting newer rows or resurrecting deleted ones. Most records are judged from memory;
 * for the others (late ones, replays after a restart) it asks CrateDB, once per batch.
 */
export class VersionGuard {
  readonly #db: Database;
  readonly #tombstones: Tombstones;
  readonly #memory: VersionMemory;

  private constructor(db: Database, tombstones: Tombstones, horizon: number) {
    this.#db = db;
    this.#tombstones = tombstones;
    this.#memory = new VersionMemory(REMEMBERED_KEYS, horizon);
  }

  /** Learns the newest versions that the table and its tombstones hold. */
  static async open(db: Database, shape: TableShape): Promise<VersionGuard> {
    const tombstones = await Tombstones.open(db, shape.name);
    await db.query(refreshTable(shape.name));
    const answer = await db.query<{ newest: string | null }>(selectNewestVersion(shape.name));
    const newestRow = Number(answer.rows[0]?.newest ?? Number.NEGATIVE_INFINITY);
    return new VersionGuard(db, tombstones, Math.max(newestRow, await tombstones.newest()));
  }

  async judge(shape: TableShape, operations: readonly Operation[]): Promise<Judged> {
    const unknown: Operation[] = [];
    const stale = new Set<Operation>();
    for (const operation of operations) {
      const { key, version } = operation;
      if (key === undefined || version === undefined) continue;
      const verdict = this.#memory.judge(key.id, version);
      if (verdict === 'stale') stale.add(operation);
      if (verdict === 'unknown') unknown.push(operation);
    }
    for (const operation of await this.#staleAmong(shape, unknown)) stale.add(operation);
    if (stale.size === 0) return { fresh: operations, stale: [] };
    return { fresh: operations.filter((operation) => !stale.has(operation)), stale: [...stale] };
  }

  /** Makes deletions durable as tombstones; to be called before they are carried out. */
  async rememberDeletions(operations: readonly Operation[]): Promise<void> {
    await this.#tombstones.append(
      operations.flatMap(({ key, version }) =>
        key && version !== undefined ? [[key.id, version] as const] : [],
      ),
    );
  }

  /** Notes what has been written. */
  remember(operations: readonly Operation[]): void {
    for (const { key, version } of operations) {
      if (key !== undefined && version !== undefined) this.#memory.remember(key.id, version);
    }
  }

  async #staleAmong(shape: TableShape, operations: readonly Operation[]): Promise<Operation[]> {
    if (operations.length === 0) return [];
    const rows = await this.#rowVersions(shape, operations);
    const oldest = operations.reduce(
      (min, { version = min }) => Math.min(min, version),
      Number.POSITIVE_INFINITY,
    );
    const keyIds = new Set(operations.flatMap(({ key }) => (key === undefined ? [] : [key.id])));
    const deletions = await this.#tombstones.find(keyIds, oldest);
    return operations.filter(({ key, version }) => {
      if (key === undefined || version === undefined) return false;
      return version < Math.max(rows.get(key.id) ?? version, deletions.get(key.id) ?? version);
    });
  }

  async #rowVersions(shape: TableShape, operations: readonly Operation[]): Promise<Map<string, number>> {
    await this.#db.query(refreshTable(shape.name));
    const perColumn = shape.keys.map((_, index) => operations.map(({ key }) => key?.values[index]));
    const answer = await this.#db.query<Record<string, unknown>>(
      selectVersions(shape.name, shape.keys),
      perColumn,
    );
    const versions = new Map<string, number>();
    for (const row of answer.rows) {
      const version = row[VERSION_COLUMN];
      if (version !== null) versions.set(rowKeyId(shape, row), Number(version));
    }
    return versions;
  }
}

/** The id of a row's key, equal to the one that `keyOf` gives its record. */
function rowKeyId({ keys }: TableShape, row: Record<string, unknown>): string {
  const values = keys.map((key) => {
    const value = row[key];
    return typeof value === 'number' ? (canonicalDecimal(String(value)) ?? '') : String(value);
  });
  return values.length === 1 ? (values[0] ?? '') : JSON.stringify(values);
}
