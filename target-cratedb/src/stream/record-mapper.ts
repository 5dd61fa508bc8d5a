import {
  Decimal,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Logger,
  ProgramError,
  stringifyJson,
} from '@cdc-relay/singer';
import { BadRecord, NarrowKey } from '../bad-record/bad-record.ts';
import { DELETED_COLUMN, ORDER_COLUMN, VERSION_COLUMN } from '../column/table-columns.ts';
import type { Database } from '../connection/database.ts';
import { isDeletion, isDeletionTime, withoutDeletion } from '../row/deletion.ts';
import { fits } from '../row/fit.ts';
import { type Key, keyOf, makeKey } from '../row/key.ts';
import { fitsAsItIs, makeRow, type Row, type RowKey, wholeRow } from '../row/row.ts';
import { RowIds } from '../row/row-ids.ts';
import { softDeletionTime } from '../row/soft-delete.ts';
import { type Addition, undeclared } from '../row/undeclared.ts';
import type { TableName } from '../sql/quote.ts';
import { withinLimit } from '../table/map-limit.ts';
import { type TableOptionsByStream, tableOptionsOf } from '../table/options.ts';
import { type PlanOptions, planTable, type TablePlan } from '../table/plan.ts';
import { RenameNotices } from '../table/rename-notices.ts';
import { Table } from '../table/table.ts';
import { tombstoneRow } from '../table/tombstone-row.ts';
import type { StreamTransform } from '../transform/stream-transform.ts';
import type { Operation } from '../write/batch.ts';
import type { Awaitable } from './awaitable.ts';

/** How the records of a stream become operations. */
export interface LoadOptions extends PlanOptions {
  /** How tables are made. */
  readonly tables: TableOptionsByStream;
  /** Members of one map that become columns. */
  readonly maxMembers: number;
}

/** A SCHEMA of what is loaded, and whether the source gives its rows versions. */
type LoadedSchema = Pick<StreamTransform, 'schema' | 'isVersioned'>;

/** Of a row that is deleted only the key is wanted. */
const NO_ROW: Row = { text: '', overflowed: false };

const KIND_OF_DELETION = { remove: 'delete', mark: 'softDelete', tombstone: 'tombstone' } as const;

/** This much of a value is shown. */
const MAX_SHOWN_LENGTH = 100;

/** Where the record of an operation comes from. */
export type OperationOrigin = Pick<Operation, 'line' | 'tableVersion'>;

/** Turns the records of one stream into operations on its table, which it keeps as wide as they need. */
export class RecordMapper {
  readonly table: Table;
  readonly #options: LoadOptions;
  readonly #rowIds = new RowIds();
  readonly #names: RenameNotices;
  #plan: TablePlan;

  private constructor(table: Table, plan: TablePlan, options: LoadOptions, log: Logger) {
    this.table = table;
    this.#names = new RenameNotices(log, table.name);
    this.#plan = plan;
    this.#options = options;
  }

  /** Opens the stream's table by its first SCHEMA. */
  static async open(
    db: Database,
    log: Logger,
    name: TableName,
    { schema, isVersioned }: LoadedSchema,
    options: LoadOptions,
  ): Promise<RecordMapper> {
    const plan = planTable(schema, options, isVersioned);
    const table = await Table.open(db, log, name, plan, tableOptionsOf(schema.stream, options.tables));
    return new RecordMapper(table, plan, options, log);
  }

  /** The same for a table that is only read; undefined when there is none. Records make no columns then. */
  static async existing(
    db: Database,
    log: Logger,
    name: TableName,
    { schema, isVersioned }: LoadedSchema,
    options: LoadOptions,
  ): Promise<RecordMapper | undefined> {
    const plan = planTable(schema, options, isVersioned);
    const table = await Table.existing(db, log, name, plan);
    return table && new RecordMapper(table, plan, options, log);
  }

  /** What the SCHEMA requires of the table. */
  get plan(): TablePlan {
    return this.#plan;
  }

  /**
   * Applies a later SCHEMA of the stream: new columns are added before the records that need them. Throws KEY_CHANGED.
   */
  async evolve({ schema, isVersioned }: LoadedSchema): Promise<void> {
    const plan = planTable(schema, this.#options, isVersioned);
    this.#checkKey(schema.stream, plan);
    await this.table.widen(plan);
    this.#plan = plan;
  }

  /**
   * Returns the operation of a record; a promise of it when the table has to be widened first. Throws BadRecord, and
   * NarrowKey where widening a key column helps.
   */
  operation(record: JsonObject, origin: OperationOrigin): Awaitable<Operation> {
    const kind = this.#kindOf(record);
    if (kind === 'delete') return this.#make(kind, this.#timed(record), origin, () => NO_ROW);
    const columns = this.#columnsOf(kind, record);
    if (fitsAsItIs(columns, this.table.columns))
      return this.#make(kind, record, origin, (key) => wholeRow(columns, key, this.table.columns));
    const divided = (): Operation =>
      this.#make(kind, record, origin, (key) =>
        makeRow(columns, this.table.columns, key, this.#plan.overflow),
      );
    this.#names.report(Object.keys(columns), this.table.columns, this.table.overflowColumn);
    const additions = this.#acceptedOf(columns);
    return additions.length === 0 ? divided() : this.#declare(columns, additions).then(divided);
  }

  #make(
    kind: Operation['kind'],
    record: JsonObject,
    origin: OperationOrigin,
    rowWith: (key: RowKey) => Row,
  ): Operation {
    const { keys: parts, keyIsSeparate: isBeside } = this.#plan;
    const key = this.#keyOf(record);
    const { text, overflowed, optional } = rowWith({ parts, values: key.values, isBeside });
    if (optional !== undefined) this.table.useColumns(optional);
    return {
      kind,
      key,
      order: this.table.isVersioned ? orderOf(record[ORDER_COLUMN]) : undefined,
      version: this.table.isVersioned ? this.#versionOf(record[VERSION_COLUMN]) : undefined,
      row: text,
      overflowed,
      optional,
      line: origin.line,
      tableVersion: origin.tableVersion,
    };
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
          'The key of a table cannot change. If the source table (such as a DynamoDB table) was deleted and created again with another key, load it from scratch, without the old state, into another table or schema. Otherwise correct the key_properties.',
      },
    );
  }

  #acceptedOf(columns: JsonObject): Addition[] {
    const accepted = undeclared(columns, this.table.columns).filter((addition) =>
      this.table.accepts(addition),
    );
    return withinLimit(accepted, this.table.columns, {
      maxMembers: this.#options.maxMembers,
      attributesIn: this.#plan.attributesIn,
      reached: (map) => this.table.warnOfMap(map),
    });
  }

  /** Members of members become known one level at a time. */
  async #declare(columns: JsonObject, first: readonly Addition[]): Promise<void> {
    for (let additions = first; additions.length > 0; additions = this.#acceptedOf(columns))
      await this.table.declare(additions);
  }

  #keyOf(record: JsonObject): Key {
    if (this.#plan.appends) return makeKey([this.#rowIds.next()]);
    const key = keyOf(record, this.#plan.keys, this.table.columns);
    if (!('reason' in key)) return key;
    throw key.narrow === undefined ? new BadRecord(key.reason) : new NarrowKey(key.reason, key.narrow);
  }

  /** Throws BadRecord for a deletion without a time: a row is not removed for what may say something else. */
  #timed(record: JsonObject): JsonObject {
    const value = record[DELETED_COLUMN] ?? null;
    if (isDeletionTime(value)) return record;
    throw new BadRecord(`"${DELETED_COLUMN}" is ${shown(value)}, not the time of a deletion`);
  }

  /** What an operation that has a row writes, by columns; a tombstone has its key, its version and its time. */
  #columnsOf(kind: Operation['kind'], record: JsonObject): JsonObject {
    if (kind === 'softDelete') return this.#plan.arrange(this.#softDeleted(record));
    if (kind !== 'tombstone') return this.#plan.arrange(this.#live(record));
    return tombstoneRow(this.#plan, this.#softDeleted(record));
  }

  #live(record: JsonObject): JsonObject {
    return this.#plan.appends ? record : withoutDeletion(record);
  }

  /** Throws BadRecord for a deletion whose time would not be in its column, so that the row would not be marked as deleted. */
  #softDeleted(record: JsonObject): JsonObject {
    const value = record[DELETED_COLUMN] ?? null;
    const type = this.table.columns.of(DELETED_COLUMN)?.type;
    const time = type && softDeletionTime(value, type);
    if (time !== undefined) return { ...record, [DELETED_COLUMN]: time };
    throw new BadRecord(`"${DELETED_COLUMN}" is ${shown(value)}, not a time that its column can hold`);
  }

  /**
   * The version of a row, if any. From 2^53 on (nanoseconds) neighbours are the same double: of those the one that
   * arrives later wins, as of equal ones. Throws BadRecord for what orders nothing: it would overwrite newer records.
   */
  #versionOf(value: JsonValue | undefined): number | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    const version = value instanceof Decimal ? Number(value.literal) : value;
    const type = this.table.columns.of(VERSION_COLUMN)?.type;
    if (typeof version === 'number' && Number.isInteger(version) && type !== undefined && fits(value, type))
      return version;
    throw new BadRecord(
      `the version "${VERSION_COLUMN}" is ${shown(value)}, not an integer that its column can hold`,
    );
  }

  #kindOf(record: JsonObject): Operation['kind'] {
    if (this.#plan.appends || !isDeletion(record)) return 'upsert';
    return KIND_OF_DELETION[this.#options.deleteMode];
  }
}

/** Printable ASCII: compared byte by byte in CrateDB, and here. */
const ORDER = /^[\x20-\x7e]{1,500}$/;

/** Throws BadRecord for what CrateDB would compare in another way than this program, or not at all. */
function orderOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' && ORDER.test(value)) return value;
  throw new BadRecord(
    `"${ORDER_COLUMN}" is ${shown(value)}, not text of up to 500 characters of ASCII that orders changes of the same version`,
  );
}

/** A value for a message: texts are not shown, as they may be anything. */
function shown(value: JsonValue): string {
  if (typeof value === 'string') return `text of ${value.length} characters`;
  if (Array.isArray(value)) return 'an array';
  if (isJsonObject(value)) return 'an object';
  return stringifyJson(value).slice(0, MAX_SHOWN_LENGTH);
}
