import { ProgramError } from '@cdc-relay/singer';
import pg from 'pg';
import { ROW_ID_COLUMN } from '../column/table-columns.ts';
import type { Database, Run } from '../connection/database.ts';
import { errorKind } from '../connection/error-kind.ts';
import { STATEMENT_BYTES } from '../connection/statement-bytes.ts';
import { withoutValues } from '../connection/without-values.ts';
import { rowKeyId } from '../row/key.ts';
import { withoutShown } from '../row/without-shown.ts';
import {
  insertFreshRows,
  insertNewRows,
  insertRow,
  insertRows,
  refreshTable,
  returningKeys,
  selectPresent,
  type TableShape,
} from '../sql/dml.ts';
import { fitsStatement, shapesThatFit } from '../sql/fit-statement.ts';
import { quoteTable } from '../sql/quote.ts';
import { encodeRowArray } from '../sql/row-array.ts';
import type { Table } from '../table/table.ts';
import type { Operation } from './batch.ts';
import { type ColumnGroup, columnGroups } from './column-groups.ts';
import { PlainInserts } from './plain-inserts.ts';
import { rowChunks } from './row-chunks.ts';
import { EveryRowRefused, type Refusal, settleRows } from './settle-rows.ts';
import { type SparseRows, sparseRows } from './sparse-rows.ts';

/** No statement needs fewer bytes than this to be accepted by a CrateDB that can hold the row at all. */
const SMALLEST_CHUNK = 64 * 1024;

/** Rows for one statement. */
type Chunk = ColumnGroup & SparseRows;

/**
 * Inserts or replaces rows and checks the count: CrateDB drops rows that it does not accept from such a statement without
 * an error, and whole shards' rows when a shard is not available. The rows in question are then found one by one.
 */
export class RowInserter {
  readonly #db: Database;
  readonly #table: Table;
  readonly #isPartial: boolean;
  readonly #plain = new PlainInserts();

  /** `isPartial`: the rows that are there already keep their other columns. */
  constructor(db: Database, table: Table, { isPartial }: { readonly isPartial: boolean }) {
    this.#db = db;
    this.#table = table;
    this.#isPartial = isPartial;
  }

  /**
   * Writes the rows; yields those that CrateDB does not accept. A transient error, wherever it is met, has all of it
   * done again after a pause: a key makes that harmless, and of rows without one those that have arrived are left out.
   * `isRepeat`: some of the rows may have been written before. Throws CRATEDB_REFUSED when no row is accepted.
   */
  async insert(shape: TableShape, operations: readonly Operation[], isRepeat: boolean): Promise<Refusal[]> {
    if (operations.length === 0) return [];
    let maxBytes = STATEMENT_BYTES;
    return await this.#db.attempt(async (run, tries) => {
      const isKnown = (isRepeat || tries > 0) && shape.keys.length === 0;
      const rows = isKnown ? await unwritten(shape, operations, run) : operations;
      try {
        const chunks = columnGroups(shape, rows).flatMap(({ shape: columns, operations: group }) =>
          rowChunks(group, maxBytes)
            .flatMap((chunk) => sparseRows(columns, chunk))
            .map((rows): Chunk => ({ shape: columns, ...rows })),
        );
        return await this.#insert(chunks, run);
      } catch (error) {
        if (errorKind(error) === 'memory') maxBytes = Math.max(SMALLEST_CHUNK, maxBytes / 2);
        throw error;
      }
    });
  }

  async #insert(chunks: readonly Chunk[], run: Run): Promise<Refusal[]> {
    const short: ColumnGroup[] = [];
    for (const chunk of chunks) {
      const isDone = await this.#insertCheaply(chunk, run);
      if (!isDone) short.push(chunk);
    }
    return await this.#settleAll(short, short.length < chunks.length, run);
  }

  /** A chunk of which every row is refused is judged by the others: one row that is accepted makes it a matter of rows. */
  async #settleAll(chunks: readonly ColumnGroup[], isWitnessed: boolean, run: Run): Promise<Refusal[]> {
    const refused: Refusal[] = [];
    const unsettled: { readonly chunk: ColumnGroup; readonly error: EveryRowRefused }[] = [];
    let witnessed = isWitnessed;
    // The chunks with most rows first: they most likely have one that is accepted.
    for (const chunk of chunks.toSorted((a, b) => b.operations.length - a.operations.length)) {
      const found = await this.#settle(chunk, witnessed, run);
      if (found instanceof EveryRowRefused) {
        unsettled.push({ chunk, error: found });
        continue;
      }
      witnessed ||= found.length < chunk.operations.length;
      refused.push(...found);
    }
    for (const { chunk, error } of unsettled) {
      const found = witnessed ? await this.#settle(chunk, witnessed, run) : error;
      if (found instanceof EveryRowRefused) throw noRowAccepted(chunk, found);
      refused.push(...found);
    }
    return refused;
  }

  /** True when that wrote every row: as all were new, or none older than the one it replaces. */
  async #insertCheaply({ shape, sparse, operations }: Chunk, run: Run): Promise<boolean> {
    if (this.#isPartial) return false;
    const all = async (insert: string): Promise<boolean> =>
      fitsStatement(insert) && (await countOf(insert, operations, run)) === operations.length;
    if (shape.keys.length === 0) return await all(insertRows(sparse));
    if (this.#plain.isWorthATry()) {
      const isDone = await all(insertNewRows(sparse));
      this.#plain.tried(isDone);
      if (isDone) return true;
    }
    return shape.versioned && shape.versionKind === 'bigint' && (await all(insertFreshRows(shape)));
  }

  async #settle(
    { shape, operations }: ColumnGroup,
    witnessed: boolean,
    run: Run,
  ): Promise<Refusal[] | EveryRowRefused> {
    const shapes = shapesThatFit(shape);
    const forms = {
      together: async (rows: readonly Operation[]) => await this.#together(shapes, rows, run),
      alone: async (operation: Operation) => await this.#alone(shapes, operation, run),
    };
    try {
      return await settleRows(forms, operations, witnessed);
    } catch (error) {
      if (error instanceof EveryRowRefused) return error;
      throw error;
    }
  }

  async #together(
    shapes: readonly TableShape[],
    operations: readonly Operation[],
    run: Run,
  ): Promise<ReadonlySet<Operation> | Error> {
    this.#checkNotStopping();
    const [shape] = shapes;
    if (shape === undefined) return new Set();
    try {
      if (shape.keys.length === 0) return new Set(await appended(shape, operations, run));
      let accepted = operations;
      for (const part of shapes) accepted = await this.#acceptedOf(part, accepted, run);
      return new Set(accepted);
    } catch (error) {
      return ofRows(error);
    }
  }

  async #acceptedOf(shape: TableShape, operations: readonly Operation[], run: Run): Promise<Operation[]> {
    const insert = returningKeys(insertRows(shape), shape.keys);
    const { rows } = await run(insert, [encodeRowArray(operations.map(({ row }) => row))]);
    const types = shape.keys.map((key) => this.#table.columns.typeAt(key));
    const ids = new Set(
      rows.map((row) =>
        rowKeyId(
          shape.keys.map((_, index) => row[`k${index}`]),
          types,
        ),
      ),
    );
    return operations.filter(({ key }) => ids.has(key.id));
  }

  async #alone(shapes: readonly TableShape[], operation: Operation, run: Run): Promise<Error | undefined> {
    this.#checkNotStopping();
    const error = await tryRow(shapes, operation.row, run);
    if (error === undefined) return undefined;
    // Of rows that are there already the overflow column stays as it is.
    const salvaged = this.#isPartial ? undefined : withoutShown(operation.row, this.#table.columns.types);
    return salvaged === undefined ? error : await tryRow(shapes, salvaged, run);
  }

  #checkNotStopping(): void {
    if (!this.#db.isOverdue) return;
    throw new ProgramError(
      'CRATEDB_REFUSED',
      `The target was asked to end while it looked for rows of ${quoteTable(this.#table.name)} that CrateDB refuses.`,
      {
        remedy:
          'Start again from the last STATE: the rows come again, and the target then reports what CrateDB says about them.',
      },
    );
  }
}

/** The number of rows that a statement wrote; 0 when CrateDB refuses the statement for a row. */
async function countOf(insert: string, operations: readonly Operation[], run: Run): Promise<number> {
  try {
    const { rowCount } = await run(insert, [encodeRowArray(operations.map(({ row }) => row))]);
    return rowCount;
  } catch (error) {
    ofRows(error);
    return 0;
  }
}

async function tryRow(shapes: readonly TableShape[], row: string, run: Run): Promise<Error | undefined> {
  try {
    for (const shape of shapes) {
      const { rowCount } = await run(insertRow(shape), [row]);
      if (rowCount !== 1) return new Error('CrateDB states no reason');
    }
    return undefined;
  } catch (error) {
    return ofRows(error);
  }
}

/** Appends the rows that are not there yet; yields those that are there then. */
async function appended(shape: TableShape, operations: readonly Operation[], run: Run): Promise<Operation[]> {
  const missing = await unwritten(shape, operations, run);
  await run(insertRows(shape), [encodeRowArray(missing.map(({ row }) => row))]);
  const refused = new Set(await unwritten(shape, missing, run));
  return operations.filter((operation) => !refused.has(operation));
}

async function unwritten(
  { name }: TableShape,
  operations: readonly Operation[],
  run: Run,
): Promise<readonly Operation[]> {
  await run(refreshTable(name));
  const ids = operations.map(({ key }) => key.id);
  const { rows } = await run(selectPresent(name, ROW_ID_COLUMN), [ids]);
  const present = new Set(rows.map(({ id }) => id));
  return operations.filter(({ key }) => !present.has(key.id));
}

/** The error, when it may be the fault of a row; throws it when it is not. */
function ofRows(error: unknown): Error {
  const kind = errorKind(error);
  if (error instanceof pg.DatabaseError && (kind === 'value' || kind === 'null' || kind === 'unclear'))
    return error;
  throw error;
}

function noRowAccepted(
  { shape, operations }: ColumnGroup,
  { message, operation, cause }: EveryRowRefused,
): ProgramError {
  const rows = operations.length;
  const all = rows === 1 ? 'the only row of a batch' : `every one of the ${rows} rows of a batch`;
  return new ProgramError(
    'CRATEDB_REFUSED',
    `CrateDB refuses ${all} of ${quoteTable(shape.name)}: ${withoutValues(message, operation.row)}`,
    {
      remedy:
        'As every row is refused, the rows are not the cause: change what CrateDB names in the table, then start again from the last STATE; the rows come again.',
      cause,
    },
  );
}
