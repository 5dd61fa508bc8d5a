import {
  type JsonObject,
  type JsonValue,
  type Logger,
  ProgramError,
  type SchemaMessage,
} from '@cdc-relay/singer';
import type { Operation } from '../batch/batch.ts';
import { DELETED_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import type { Database } from '../crate/database.ts';
import { Table } from '../crate/table.ts';
import { type Key, keyOf, makeKey } from '../row/key.ts';
import { fitsAsItIs, makeRow } from '../row/row.ts';
import { RowIds } from '../row/row-ids.ts';
import { undeclared } from '../row/undeclared.ts';
import type { TableName } from '../sql/quote.ts';
import { optionsOf, type TableOptionsByStream } from '../table/options.ts';
import { type PlanOptions, planTable, type TablePlan } from '../table/plan.ts';
import { BadRecord, NarrowKey } from './bad-record.ts';
import { ToldNames } from './told-names.ts';

/** How the records of a stream become operations. */
export interface LoadOptions extends PlanOptions {
  readonly hardDelete: boolean;
  /** How tables are made. */
  readonly tables: TableOptionsByStream;
}

/** Turns the records of one stream into operations on its table, which it keeps as wide as they need. */
export class StreamLoader {
  readonly table: Table;
  readonly #options: LoadOptions;
  readonly #rowIds = new RowIds();
  readonly #names: ToldNames;
  #plan: TablePlan;

  private constructor(table: Table, plan: TablePlan, options: LoadOptions, log: Logger) {
    this.table = table;
    this.#names = new ToldNames(log, table.name);
    this.#plan = plan;
    this.#options = options;
  }

  /** Opens the stream's table by its first SCHEMA. */
  static async open(
    db: Database,
    log: Logger,
    name: TableName,
    message: SchemaMessage,
    options: LoadOptions,
  ): Promise<StreamLoader> {
    const plan = planTable(message, options);
    const table = await Table.open(db, log, name, plan, optionsOf(message.stream, options.tables));
    return new StreamLoader(table, plan, options, log);
  }

  /**
   * Takes a later SCHEMA of the stream: new columns are added before the records that need them. Throws KEY_CHANGED.
   */
  async evolve(message: SchemaMessage): Promise<void> {
    const plan = planTable(message, this.#options);
    this.#checkKey(message.stream, plan);
    await this.table.widen(plan);
    this.#plan = plan;
  }

  /** Makes the operation of a record. Throws BadRecord, and NarrowKey where widening a key column helps. */
  async operation(record: JsonObject): Promise<Operation> {
    const { arrange, keys: parts, isKeyBeside: isBeside, overflow } = this.#plan;
    const columns = arrange(record);
    if (!fitsAsItIs(columns, this.table.columns)) await this.#declare(columns);
    const key = this.#keyOf(record);
    const rowKey = { parts, values: key.values, isBeside };
    const { text, overflowed } = makeRow(columns, this.table.columns, rowKey, overflow);
    const version = this.table.isVersioned ? versionOf(record[VERSION_COLUMN]) : undefined;
    return { kind: this.#kindOf(record), key, version, row: text, overflowed };
  }

  #checkKey(stream: string, { keys: wanted }: TablePlan): void {
    const list = (keys: TablePlan['keys']): string =>
      `(${keys.map(({ source }) => source.join('.')).join(', ')})`;
    if (list(wanted) === list(this.#plan.keys)) return;
    throw new ProgramError(
      'KEY_CHANGED',
      `The key of stream ${JSON.stringify(stream)} changes from ${list(this.#plan.keys)} to ${list(wanted)}.`,
      {
        remedy:
          'A table has one key: load the stream anew into another table or schema, or correct the key_properties.',
      },
    );
  }

  /** Members of members become known one level at a time. */
  async #declare(record: JsonObject): Promise<void> {
    this.#names.tell(Object.keys(record), this.table.columns, this.table.overflowColumn);
    const accepted = (): ReturnType<typeof undeclared> =>
      undeclared(record, this.table.columns).filter((addition) => this.table.accepts(addition));
    for (let additions = accepted(); additions.length > 0; additions = accepted())
      await this.table.declare(additions);
  }

  #keyOf(record: JsonObject): Key {
    if (this.#plan.appends) return makeKey([this.#rowIds.next()]);
    const key = keyOf(record, this.#plan.keys, this.table.columns);
    if (!('reason' in key)) return key;
    throw key.narrow === undefined ? new BadRecord(key.reason) : new NarrowKey(key.reason, key.narrow);
  }

  #kindOf(record: JsonObject): Operation['kind'] {
    const deleted = record[DELETED_COLUMN];
    if (deleted === undefined || deleted === null || this.#plan.appends) return 'upsert';
    return this.#options.hardDelete ? 'delete' : 'mark';
  }
}

function versionOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
