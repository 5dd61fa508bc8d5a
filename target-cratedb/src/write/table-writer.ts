import { messageOf, ProgramError } from '@cdc-relay/singer';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import type { Database } from '../connection/database.ts';
import { errorKind } from '../connection/error-kind.ts';
import { withoutValues } from '../connection/without-values.ts';
import { type LogKeys, loggedKey } from '../row/logged-key.ts';
import { refitRow } from '../row/refit.ts';
import { raiseTableVersion, type TableShape } from '../sql/dml.ts';
import { quoteTable } from '../sql/quote.ts';
import type { Table } from '../table/table.ts';
import { tableVanished } from '../table/table-missing.ts';
import type { Batch, Operation } from './batch.ts';
import { type Insertion, writeRows } from './insert-rows.ts';
import { PlainInserts } from './plain-inserts.ts';
import { type DeleteRows, rowDeleter } from './row-deleter.ts';
import type { Refusal } from './settle-rows.ts';
import { VersionGuard } from './version-guard.ts';

/** What became of a batch's operations. */
export interface Written {
  readonly upserted: number;
  readonly deleted: number;
  readonly stale: number;
}

/** How to write. */
export interface WriterOptions {
  /** How long deletions are remembered. */
  readonly tombstoneRetentionMs: number;
  /** Sends a row that CrateDB does not accept to the dead-letter file; false where that is not wanted. */
  readonly rejectRow: (operation: Operation, reason: string) => boolean;
  readonly logKeys: LogKeys;
}

/** A batch is begun this often again after columns were missing. */
const MAX_REPEATS = 3;

/** Writes the batches of one table; a batch is durable when `write` returns. Only independent ones at the same time. */
export class TableWriter {
  readonly #db: Database;
  readonly #table: Table;
  readonly #options: WriterOptions;
  readonly #deleteRows: DeleteRows;
  readonly #insertion: Insertion;
  #guard: Promise<VersionGuard> | undefined;

  constructor(db: Database, table: Table, options: WriterOptions) {
    this.#db = db;
    this.#table = table;
    this.#options = options;
    this.#deleteRows = rowDeleter(db);
    this.#insertion = { db, table, isPartial: false, plain: new PlainInserts() };
  }

  /**
   * Writes a batch. Columns that somebody dropped meanwhile are declared again. Throws ROW_REFUSED once everything else
   * of the batch has been written, unless such rows go to the dead-letter file; TABLE_MISSING; CRATEDB_REFUSED.
   */
  async write(batch: Batch): Promise<Written> {
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await this.#write(batch, repeats > 0);
      } catch (error) {
        if (errorKind(error) === 'unknown-table') throw tableVanished(error);
        if (errorKind(error) !== 'unknown-column' || repeats === MAX_REPEATS) throw error;
        await this.#table.restore();
      }
    }
  }

  async #write(batch: Batch, isRepeat: boolean): Promise<Written> {
    await this.#table.noticeChanges();
    const { shape } = this.#table;
    const guard = await this.#guardFor(shape);
    const all = this.#operationsOf(batch);
    const { fresh, stale } = (await guard?.judge(all)) ?? { fresh: all, stale: [] };
    const [upserts, deletes, softDeletes] = byKind(fresh);
    await this.#delete(shape, deletes, guard);
    const refused = await writeRows(this.#insertion, shape, upserts, isRepeat);
    const partial = { ...shape, columns: this.#softDeletedColumns(shape) };
    const undeleted = await writeRows(
      { ...this.#insertion, isPartial: true },
      partial,
      softDeletes,
      isRepeat,
    );
    guard?.remember(fresh);
    await this.#raiseTableVersions(shape, stale);
    this.#reject(shape, [...refused, ...undeleted]);
    return {
      upserted: upserts.length - refused.length,
      deleted: deletes.length + softDeletes.length - undeleted.length,
      stale: stale.length,
    };
  }

  /** The rows of a batch, made for the columns as they are now. */
  #operationsOf(batch: Batch): Operation[] {
    const operations = batch.operations();
    if (!this.#table.isOutdated(batch.began)) return operations;
    const { columns, overflowColumn, shape } = this.#table;
    const fixed = new Set([overflowColumn, ...shape.keys.map(([column]) => column)]);
    const to = { types: columns.types, fixed, overflowColumn };
    return operations.map((operation) =>
      operation.row === '' ? operation : { ...operation, row: refitRow(operation.row, to) },
    );
  }

  /** Forgets what is known of the table's rows, as something else has changed them. */
  forget(): void {
    this.#guard = undefined;
  }

  async #guardFor(shape: TableShape): Promise<VersionGuard | undefined> {
    if (!shape.versioned) return undefined;
    this.#guard ??= VersionGuard.open(this.#db, this.#table, this.#options.tombstoneRetentionMs);
    try {
      return await this.#guard;
    } catch (error) {
      this.#guard = undefined;
      throw error;
    }
  }

  /** After a crash that left the row or its tombstone, the replayed deletion does what is missing. */
  async #delete(
    shape: TableShape,
    operations: readonly Operation[],
    guard: VersionGuard | undefined,
  ): Promise<void> {
    if (operations.length === 0) return;
    const keys = operations.map(({ key }) => key.values.map(String));
    await bothOf(this.#deleteRows(shape, keys), guard?.rememberDeletions(operations));
  }

  /** A record that is older than its row still says that the row belongs to the present version of the table. */
  async #raiseTableVersions(shape: TableShape, stale: readonly Operation[]): Promise<void> {
    const sets = stale.flatMap(({ kind, key, tableVersion }) =>
      kind === 'upsert' && tableVersion !== undefined ? [[...key.values, tableVersion].map(String)] : [],
    );
    // A table that could not have the column holds no versions: nothing is to be raised.
    if (sets.length > 0 && shape.columns.includes(TABLE_VERSION_COLUMN))
      await this.#db.queryEach(raiseTableVersion(shape.name, shape.keys), sets);
  }

  /** A row that is only marked as deleted keeps its attributes: the key and the columns about the row are written. */
  #softDeletedColumns({ columns, keys }: TableShape): string[] {
    return columns.filter(
      (column) =>
        keys.some(([key]) => key === column) ||
        (column.startsWith('_sdc_') && column !== this.#table.overflowColumn),
    );
  }

  #reject(shape: TableShape, refused: readonly Refusal[]): void {
    const kept = refused.filter(
      ({ operation, error }) => !this.#options.rejectRow(operation, messageOf(error)),
    );
    if (kept[0] !== undefined) throw refusal(shape, kept[0], kept.length, this.#options.logKeys);
  }
}

/** Waits until both have ended; throws what the first one failed with, else the second. */
async function bothOf(...works: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
}

function byKind(operations: readonly Operation[]): [Operation[], Operation[], Operation[]] {
  const of = (kind: Operation['kind']): Operation[] =>
    operations.filter((operation) => operation.kind === kind);
  return [of('upsert'), of('delete'), of('softDelete')];
}

function refusal(
  shape: TableShape,
  { operation, error }: Refusal,
  count: number,
  logKeys: LogKeys,
): ProgramError {
  const line = operation.line === undefined ? '' : ` of line ${operation.line}`;
  return new ProgramError(
    'ROW_REFUSED',
    `${quoteTable(shape.name)} does not accept ${count} of the rows, the first${line} with the key ${loggedKey(operation.key, logKeys)}: ${withoutValues(messageOf(error), operation.row)}`,
    {
      remedy:
        'Change the column that CrateDB names so that it accepts the value, or send such rows to a file (`on_bad_record: dead_letter`); the next start sends the row again.',
    },
  );
}
