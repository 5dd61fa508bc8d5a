import { type Logger, messageOf, ProgramError } from '@cdc-relay/singer';
import { TABLE_VERSION_COLUMN } from '../column/metadata-columns.ts';
import type { Database } from '../connection/database.ts';
import { errorKind } from '../connection/error-kind.ts';
import { withoutValues } from '../connection/without-values.ts';
import { type LogKeys, loggedKey } from '../row/logged-key.ts';
import { refitRow } from '../row/refit.ts';
import { raiseTableVersion, type TableShape } from '../sql/dml.ts';
import { quoteTable } from '../sql/quote.ts';
import type { DeleteMode } from '../table/delete-mode.ts';
import type { Table } from '../table/table.ts';
import { tableVanished } from '../table/table-missing.ts';
import type { Batch, Operation } from './batch.ts';
import { type Insertion, writeRows } from './insert-rows.ts';
import { KeptDeletions } from './kept-deletions.ts';
import { OwnVersions } from './own-versions.ts';
import { PlainInserts } from './plain-inserts.ts';
import { type DeleteRows, rowDeleter } from './row-deleter.ts';
import type { Refusal } from './settle-rows.ts';
import { softDeletedColumns } from './soft-deleted-columns.ts';
import { type Guard, VersionGuard } from './version-guard.ts';

/** What became of a batch's operations. */
export interface Written {
  readonly upserted: number;
  readonly deleted: number;
  readonly stale: number;
}

/** How to write. */
export interface WriterOptions {
  readonly deleteMode: DeleteMode;
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
  readonly #plain = new PlainInserts();
  readonly #deletions: KeptDeletions;
  #guard: Promise<Guard> | undefined;

  constructor(db: Database, log: Logger, table: Table, options: WriterOptions) {
    this.#db = db;
    this.#table = table;
    this.#options = options;
    this.#deleteRows = rowDeleter(db);
    this.#deletions = new KeptDeletions(db, log, table, options);
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
    await this.#deletions.maintain();
    const { shape } = this.#table;
    const guard = await this.#guardFor(shape);
    const all = this.#operationsOf(batch);
    const { fresh, stale } = (await guard?.judge(all, this.#plain.areExpected)) ?? { fresh: all, stale: [] };
    await this.#delete(shape, ofKinds(fresh, 'delete'), guard);
    const insertion = this.#insertion();
    const rows = ofKinds(fresh, 'upsert', 'tombstone');
    const refused = await writeRows(insertion, shape, rows, isRepeat);
    const partial = { ...shape, columns: softDeletedColumns(shape, this.#table.overflowColumn) };
    const softDeletes = ofKinds(fresh, 'softDelete');
    const undeleted = await writeRows({ ...insertion, isPartial: true }, partial, softDeletes, isRepeat);
    guard?.remember(fresh);
    await this.#raiseTableVersions(shape, stale);
    const refusals = [...refused, ...undeleted];
    this.#reject(shape, refusals);
    return counted(fresh, refusals, new Set([...stale, ...insertion.stale]));
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

  #insertion(): Insertion {
    const [db, table, plain] = [this.#db, this.#table, this.#plain];
    return { db, table, plain, isPartial: false, stale: new Set() };
  }

  async #guardFor(shape: TableShape): Promise<Guard | undefined> {
    if (!shape.versioned) return undefined;
    const { deleteMode, tombstoneRetentionMs } = this.#options;
    this.#guard ??=
      deleteMode === 'remove'
        ? VersionGuard.open(this.#db, this.#table, tombstoneRetentionMs)
        : Promise.resolve(new OwnVersions());
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
    guard: Guard | undefined,
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

function ofKinds(operations: readonly Operation[], ...kinds: readonly Operation['kind'][]): Operation[] {
  return operations.filter(({ kind }) => kinds.includes(kind));
}

/** What became of operations; those that are refused count elsewhere. */
function counted(
  operations: readonly Operation[],
  refusals: readonly Refusal[],
  stale: ReadonlySet<Operation>,
): Written {
  const refused = new Set(refusals.map(({ operation }) => operation));
  const done = operations.filter((operation) => !refused.has(operation) && !stale.has(operation));
  const upserted = ofKinds(done, 'upsert').length;
  return { upserted, deleted: done.length - upserted, stale: stale.size };
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
