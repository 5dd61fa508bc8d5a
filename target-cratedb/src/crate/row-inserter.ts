import { messageOf, ProgramError } from '@cdc-relay/singer';
import type { Operation } from '../batch/batch.ts';
import { ROW_ID_COLUMN } from '../column/table-columns.ts';
import { withoutShown } from '../row/without-shown.ts';
import {
  insertFreshRows,
  insertNewRows,
  insertRow,
  insertRows,
  refreshTable,
  selectPresent,
  type TableShape,
} from '../sql/dml.ts';
import { encodeRowArray } from '../sql/row-array.ts';
import type { Database, Run } from './database.ts';
import { PlainInserts } from './plain-inserts.ts';
import type { Table } from './table.ts';

/** A row that CrateDB does not take, and why. */
export interface RefusedRow {
  readonly operation: Operation;
  readonly reason: string;
}

/**
 * Inserts or replaces rows and checks the count: CrateDB drops rows that it does not take from such a statement
 * without an error. The rows in question are found by halving.
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

  /** Writes the rows; gives those that CrateDB does not take, also not on their own. */
  async insert(shape: TableShape, operations: readonly Operation[]): Promise<RefusedRow[]> {
    if (operations.length === 0 || (await this.#insertCheaply(shape, operations))) return [];
    return await this.#upsert(shape, operations);
  }

  /** Gives true when that wrote every row: as all were new, or none older than the one it replaces. */
  async #insertCheaply(shape: TableShape, operations: readonly Operation[]): Promise<boolean> {
    if (shape.keys.length === 0 || this.#isPartial) return false;
    if (this.#plain.isWorthATry()) {
      const problem = await this.#tryInsert(shape, operations, insertNewRows(shape));
      this.#plain.tried(problem === undefined);
      if (problem === undefined) return true;
    }
    if (!shape.versioned || shape.versionKind !== 'bigint') return false;
    return (await this.#tryInsert(shape, operations, insertFreshRows(shape))) === undefined;
  }

  async #upsert(shape: TableShape, operations: readonly Operation[]): Promise<RefusedRow[]> {
    const problem = await this.#tryInsert(shape, operations, insertRows(shape));
    if (problem === undefined) return [];
    const rest = shape.keys.length === 0 ? await this.#unwritten(shape, operations) : operations;
    const [first] = rest;
    if (first === undefined) return [];
    if (rest.length === 1) return await this.#insertAlone(shape, first);
    const middle = Math.ceil(rest.length / 2);
    const refused = await this.#upsert(shape, rest.slice(0, middle));
    return [...refused, ...(await this.#upsert(shape, rest.slice(middle)))];
  }

  /** Gives what is wrong, or undefined when every row was written. */
  async #tryInsert(shape: TableShape, operations: readonly Operation[], insert: string): Promise<unknown> {
    try {
      const rowCount = await this.#db.attempt(
        async (run, tries) => await this.#send(shape, operations, insert, run, tries),
      );
      return rowCount === operations.length
        ? undefined
        : new Error(`${rowCount} of ${operations.length} rows`);
    } catch (error) {
      if (error instanceof ProgramError) throw error;
      return error;
    }
  }

  /**
   * Sends the rows, again after a lost connection: a primary key makes that harmless. Without one, the rows that have
   * arrived are left out.
   */
  async #send(
    shape: TableShape,
    operations: readonly Operation[],
    insert: string,
    run: Run,
    tries: number,
  ): Promise<number> {
    const rest =
      tries > 0 && shape.keys.length === 0 ? await this.#unwritten(shape, operations, run) : operations;
    const rows = encodeRowArray(rest.map(({ row }) => row));
    const { rowCount } = await run(insert, [rows]);
    return rowCount + operations.length - rest.length;
  }

  async #unwritten(
    { name }: TableShape,
    operations: readonly Operation[],
    run: Run = (text, values) => this.#db.query(text, values),
  ): Promise<readonly Operation[]> {
    await run(refreshTable(name), []);
    const ids = operations.map(({ key }) => key.id);
    const { rows } = await run(selectPresent(name, ROW_ID_COLUMN), [ids]);
    const present = new Set(rows.map(({ id }) => id));
    return operations.filter(({ key }) => !present.has(key.id));
  }

  async #insertAlone(shape: TableShape, operation: Operation): Promise<RefusedRow[]> {
    const reason = await this.#tryAlone(shape, operation.row);
    if (reason === undefined) return [];
    // Of rows that are there already the overflow column stays as it is.
    const salvaged = this.#isPartial ? undefined : withoutShown(operation.row, this.#table.columns.types);
    if (salvaged !== undefined && (await this.#tryAlone(shape, salvaged)) === undefined) return [];
    return [{ operation, reason }];
  }

  async #tryAlone(shape: TableShape, row: string): Promise<string | undefined> {
    try {
      const { rowCount } = await this.#db.query(insertRow(shape), [row]);
      return rowCount === 1 ? undefined : 'CrateDB gives no reason';
    } catch (error) {
      if (error instanceof ProgramError) throw error;
      return messageOf(error);
    }
  }
}
