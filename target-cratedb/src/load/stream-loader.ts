import type { JsonObject, JsonValue, Logger, RecordMessage, SchemaMessage } from '@cdc-relay/singer';
import type { Operation } from '../batch/batch.ts';
import { DELETED_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import type { Database } from '../crate/database.ts';
import { Table } from '../crate/table.ts';
import { type Key, keyOf } from '../row/key.ts';
import { fitsAsItIs, makeRow } from '../row/row.ts';
import { undeclared } from '../row/undeclared.ts';
import type { TableName } from '../sql/quote.ts';
import { planTable } from '../table/plan.ts';
import { type RecordCheck, recordCheck } from './validate.ts';

/** How the records of a stream become operations. */
export interface LoadOptions {
  readonly appendOnly: boolean;
  readonly hardDelete: boolean;
}

/** A record that cannot be loaded; the message says why. */
export class BadRecord extends Error {
  override readonly name = 'BadRecord';
}

/** A record whose key would fit if the column were TEXT. */
export class NarrowKey extends BadRecord {
  readonly column: string;

  constructor(reason: string, column: string) {
    super(reason);
    this.column = column;
  }
}

/** Turns the records of one stream into operations on its table, which it keeps as wide as they need. */
export class StreamLoader {
  readonly table: Table;
  readonly #options: LoadOptions;
  #keyProperties: readonly string[] = [];
  #check: RecordCheck = () => undefined;

  private constructor(table: Table, options: LoadOptions) {
    this.table = table;
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
    const plan = planTable(keyless(message, options));
    const loader = new StreamLoader(await Table.open(db, log, name, plan), options);
    loader.#adopt(message);
    return loader;
  }

  /** Takes a later SCHEMA of the stream: new columns are added before the records that need them. */
  async evolve(message: SchemaMessage): Promise<void> {
    await this.table.widen(planTable(keyless(message, this.#options)));
    this.#adopt(message);
  }

  /** Makes the operation of a record. Throws BadRecord, and NarrowKey where widening a key column helps. */
  async operation({ record }: RecordMessage): Promise<Operation> {
    const problem = this.#check(record);
    if (problem !== undefined) throw new BadRecord(problem);
    if (!fitsAsItIs(record, this.table.columns)) await this.#declare(record);
    const key = this.#keyOf(record);
    const rowKey = key === undefined ? undefined : { properties: this.#keyProperties, values: key.values };
    const { text } = makeRow(record, this.table.columns, rowKey);
    return { kind: this.#kindOf(record, key), key, version: versionOf(record[VERSION_COLUMN]), row: text };
  }

  #adopt(message: SchemaMessage): void {
    this.#keyProperties = keyless(message, this.#options).key_properties;
    this.#check = recordCheck(message.schema);
  }

  /** Members of members become known one level at a time. */
  async #declare(record: JsonObject): Promise<void> {
    const accepted = (): ReturnType<typeof undeclared> =>
      undeclared(record, this.table.columns).filter((addition) => this.table.accepts(addition));
    for (let additions = accepted(); additions.length > 0; additions = accepted())
      await this.table.declare(additions);
  }

  #keyOf(record: JsonObject): Key | undefined {
    if (this.#keyProperties.length === 0) return undefined;
    const key = keyOf(record, this.#keyProperties, this.table.columns);
    if (!('reason' in key)) return key;
    throw key.narrow === undefined ? new BadRecord(key.reason) : new NarrowKey(key.reason, key.narrow);
  }

  #kindOf(record: JsonObject, key: Key | undefined): Operation['kind'] {
    const deleted = record[DELETED_COLUMN];
    if (deleted === undefined || deleted === null || key === undefined) return 'upsert';
    return this.#options.hardDelete ? 'delete' : 'mark';
  }
}

/** An append-only table has no key: every record is a row. */
function keyless(message: SchemaMessage, { appendOnly }: LoadOptions): SchemaMessage {
  return appendOnly ? { ...message, key_properties: [] } : message;
}

function versionOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
