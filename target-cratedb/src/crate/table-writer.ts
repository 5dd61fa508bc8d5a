import {
  type JsonObject,
  type JsonValue,
  messageOf,
  ProgramError,
  parseJson,
  stringifyJson,
} from '@cdc-relay/singer';
import type { Batch, Operation } from '../batch/batch.ts';
import { OVERFLOW_COLUMN } from '../column/table-columns.ts';
import { deleteByKey, insertRow, insertRows, type TableShape } from '../sql/dml.ts';
import { quoteTable } from '../sql/quote.ts';
import { encodeRowArray } from '../sql/row-array.ts';
import type { Database } from './database.ts';
import type { Table } from './table.ts';
import { VersionGuard } from './version-guard.ts';

/** What became of a batch's operations. */
export interface Written {
  readonly upserted: number;
  readonly deleted: number;
  readonly stale: number;
}

/** A row that CrateDB does not take, and why. */
interface RefusedRow {
  readonly operation: Operation;
  readonly reason: unknown;
}

/** Writes the batches of one table, one after the other; a batch is durable when `write` returns. */
export class TableWriter {
  readonly #db: Database;
  readonly #table: Table;
  #guard: VersionGuard | undefined;

  constructor(db: Database, table: Table) {
    this.#db = db;
    this.#table = table;
  }

  /** Throws ROW_REFUSED once everything else of the batch has been written. */
  async write(batch: Batch): Promise<Written> {
    const { shape } = this.#table;
    const guard = await this.#guardFor(shape);
    const { fresh, stale } = (await guard?.judge(shape, batch.operations())) ?? {
      fresh: batch.operations(),
      stale: [],
    };
    const [upserts, deletes, marks] = byKind(fresh);
    await this.#delete(shape, deletes, guard);
    const refused = [
      ...(await this.#insert(shape, upserts)),
      ...(await this.#insert({ ...shape, columns: markedColumns(shape) }, marks)),
    ];
    guard?.remember(fresh);
    if (refused[0] !== undefined) throw refusal(shape, refused[0], refused.length);
    return { upserted: upserts.length, deleted: deletes.length + marks.length, stale: stale.length };
  }

  async #guardFor(shape: TableShape): Promise<VersionGuard | undefined> {
    if (shape.keys.length > 0 && shape.versioned) this.#guard ??= await VersionGuard.open(this.#db, shape);
    return this.#guard;
  }

  /** The tombstones come first: after a crash in between, the replayed deletion meets them and the row. */
  async #delete(
    shape: TableShape,
    operations: readonly Operation[],
    guard: VersionGuard | undefined,
  ): Promise<void> {
    if (operations.length === 0) return;
    await guard?.rememberDeletions(operations);
    const keys = operations.map(({ key }) => (key?.values ?? []).map(String));
    await this.#db.queryEach(deleteByKey(shape.name, shape.keys), keys);
  }

  /**
   * Inserts or replaces rows and checks the count: CrateDB drops rows that it does not take from such a statement
   * without an error. The rows in question are found by halving; gives those that are refused also on their own.
   */
  async #insert(shape: TableShape, operations: readonly Operation[]): Promise<RefusedRow[]> {
    if (operations.length === 0) return [];
    const problem = await this.#tryInsert(shape, operations);
    if (problem === undefined) return [];
    if (shape.keys.length === 0) throw appendFault(shape, problem);
    if (operations.length === 1) return await this.#insertAlone(shape, operations[0] as Operation);
    const middle = Math.ceil(operations.length / 2);
    const first = await this.#insert(shape, operations.slice(0, middle));
    return [...first, ...(await this.#insert(shape, operations.slice(middle)))];
  }

  /** Gives what is wrong, or undefined when every row was written. */
  async #tryInsert(shape: TableShape, operations: readonly Operation[]): Promise<unknown> {
    try {
      const rows = encodeRowArray(operations.map(({ row }) => row));
      const { rowCount } = await this.#db.query(insertRows(shape), [rows]);
      return rowCount === operations.length
        ? undefined
        : new Error(`${rowCount} of ${operations.length} rows written`);
    } catch (error) {
      if (error instanceof ProgramError) throw error;
      return error;
    }
  }

  async #insertAlone(shape: TableShape, operation: Operation): Promise<RefusedRow[]> {
    const row = parseJson(operation.row) as JsonObject;
    try {
      const values = shape.columns.map((column) => bindAlone(row[column] ?? null));
      const { rowCount } = await this.#db.query(insertRow(shape), values);
      return rowCount === 1 ? [] : [{ operation, reason: new Error('CrateDB gives no reason') }];
    } catch (error) {
      if (error instanceof ProgramError) throw error;
      return [{ operation, reason: error }];
    }
  }
}

function byKind(operations: readonly Operation[]): [Operation[], Operation[], Operation[]] {
  const of = (kind: Operation['kind']): Operation[] =>
    operations.filter((operation) => operation.kind === kind);
  return [of('upsert'), of('delete'), of('mark')];
}

/** A row that is only marked as deleted keeps its attributes: the key and the columns about the row are written. */
function markedColumns({ columns, keys }: TableShape): string[] {
  return columns.filter(
    (column) => keys.includes(column) || (column.startsWith('_sdc_') && column !== OVERFLOW_COLUMN),
  );
}

function bindAlone(value: JsonValue): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Array.isArray(value))
    return value;
  return stringifyJson(value);
}

function refusal(shape: TableShape, { operation, reason }: RefusedRow, count: number): ProgramError {
  const key = JSON.stringify(operation.key?.values);
  return new ProgramError(
    'ROW_REFUSED',
    `${quoteTable(shape.name)} does not take ${count} of the rows, the first with the key ${key}: ${messageOf(reason)}`,
    {
      remedy:
        'Change the column that CrateDB names so that it takes the value; the next start sends the row again.',
      cause: reason,
    },
  );
}

function appendFault(shape: TableShape, problem: unknown): ProgramError {
  return new ProgramError(
    'ROW_REFUSED',
    `${quoteTable(shape.name)} does not take rows: ${messageOf(problem)}`,
    {
      remedy:
        'Change the table so that it takes the values; rows of this batch may come twice, as the stream has no key.',
      cause: problem,
    },
  );
}
