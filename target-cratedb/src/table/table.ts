import { isDeepStrictEqual } from 'node:util';
import { type Logger, messageOf, ProgramError } from '@cdc-relay/singer';
import type { ColumnPath } from '../column/column-type.ts';
import { ORDER_COLUMN, TableColumns, VERSION_COLUMN } from '../column/table-columns.ts';
import { holdsVersions } from '../column/version-type.ts';
import type { Database } from '../connection/database.ts';
import { errorKind } from '../connection/error-kind.ts';
import type { Addition } from '../row/undeclared.ts';
import type { TableShape } from '../sql/dml.ts';
import { fitsStatement } from '../sql/fit-statement.ts';
import { quotePath, quoteTable, type TableName } from '../sql/quote.ts';
import { type ExistingTable, readColumnLimit, readTable } from './catalog.ts';
import { checkKeys, checkRequired, keyColumns } from './check.ts';
import { ColumnWatch } from './column-watch.ts';
import { addColumns, createTable } from './ddl.ts';
import { lookalikes } from './lookalikes.ts';
import { missingColumns, stillMissing } from './missing.ts';
import type { TableOptions } from './options.ts';
import type { TablePlan } from './plan.ts';
import { clearInterruptedRebuild, rebuildWithTextKey } from './rebuild-keys.ts';
import { fitting, roomIn } from './room.ts';
import { tableVanished } from './table-missing.ts';
import { forgetTombstones } from './tombstones.ts';

/** A definition that is not even sent. */
const TOO_LONG = 'its definition is longer than a statement may be';

/** CrateDB's words when a table has its maximum of columns (1,000 by default). */
const COLUMN_LIMIT = /limit of total (columns|fields)/i;

/** A table of CrateDB that is kept as wide as its stream needs. */
export class Table {
  readonly name: TableName;
  readonly #db: Database;
  readonly #log: Logger;
  #plan: TablePlan;
  #columns: TableColumns;
  readonly #keys: readonly ColumnPath[];
  /** Paths (as JSON) that CrateDB has refused. */
  readonly #refused = new Set<string>();
  /** The columns that the table had before this run. */
  readonly #atOpen: ExistingTable['columns'];
  #isOnlyRead = false;
  /** Columns that the stream has: its SCHEMA declares them, or a record had them. */
  readonly #ofStream = new Set<string>();
  /** Maps that have as many members as they may have. */
  readonly #fullMaps = new Set<string>();
  /** True once the table has as many columns as CrateDB allows. */
  #full = false;
  #columnLimit: number | undefined;
  /** True once only columns to spare are left. */
  #isSpent = false;
  readonly #watch: ColumnWatch;
  #noticing: Promise<void> | undefined;
  #restoring: Promise<void> | undefined;
  #typesChangedAt = Number.NEGATIVE_INFINITY;

  private constructor(db: Database, log: Logger, name: TableName, plan: TablePlan, existing: ExistingTable) {
    this.#db = db;
    this.#log = log;
    this.name = name;
    this.#plan = plan;
    this.#keys = existing.keys.length === 0 ? [] : plan.keys.map(({ path }) => path);
    this.#columns = new TableColumns(existing.columns, plan.reserved, existing.optional);
    this.#atOpen = existing.columns;
    this.#watch = new ColumnWatch(db, name);
  }

  /**
   * Creates the table or uses the existing one, and adds what it lacks. Throws TABLE_KEY_DIFFERS, and
   * TABLE_UNSUITABLE when it cannot have a column that is needed to lose nothing.
   */
  static async open(
    db: Database,
    log: Logger,
    name: TableName,
    plan: TablePlan,
    options: TableOptions = {},
  ): Promise<Table> {
    await clearInterruptedRebuild(db, name);
    const existing = (await readTable(db, name)) ?? (await Table.#create(db, name, plan, options));
    checkKeys(name, plan, existing.keys);
    const table = new Table(db, log, name, plan, existing);
    await table.widen(plan);
    await table.#watch.look();
    return table;
  }

  /** The table as it is, for reading alone: nothing is added to it. Undefined when there is none. Throws TABLE_KEY_DIFFERS. */
  static async existing(
    db: Database,
    log: Logger,
    name: TableName,
    plan: TablePlan,
  ): Promise<Table | undefined> {
    const existing = await readTable(db, name);
    if (existing === undefined) return undefined;
    checkKeys(name, plan, existing.keys);
    const table = new Table(db, log, name, plan, existing);
    table.#isOnlyRead = true;
    return table;
  }

  /** Looks again which columns there are. */
  async lookAgain(): Promise<void> {
    await this.#reload();
  }

  static async #create(
    db: Database,
    name: TableName,
    plan: TablePlan,
    options: TableOptions,
  ): Promise<ExistingTable> {
    const keys = keyColumns(name, plan, options);
    await forgetTombstones(db, name);
    const create = async (columns: TablePlan['columns']): Promise<unknown> => {
      const statement = createTable(name, { columns, keys, options });
      if (!fitsStatement(statement)) throw new Error(TOO_LONG);
      return await db.query(statement);
    };
    try {
      await create(plan.columns);
    } catch (error) {
      if (error instanceof ProgramError) throw error;
      // Too many columns, or one that CrateDB refuses: the others are added to the table, each on its own if need be.
      await create(indispensable(plan, options)).catch(() => {
        throw error;
      });
    }
    return (await readTable(db, name)) ?? { columns: new Map(), keys: [], optional: new Map() };
  }

  get columns(): TableColumns {
    return this.#columns;
  }

  get shape(): TableShape {
    const { types, optional } = this.#columns;
    const isWritten = (column: string): boolean =>
      optional.get(column) !== 'default' || this.#ofStream.has(column);
    const keys = new Set(this.#keys.map(([column]) => column));
    const columns = [...types.keys()].filter(isWritten);
    return {
      name: this.name,
      columns,
      omittable: columns.filter((column) => !optional.has(column) && !keys.has(column)),
      required: [...optional.keys()].filter((column) => optional.get(column) === 'required'),
      keys: this.#keys,
      versioned: this.isVersioned,
      ordered: this.isVersioned && columns.includes(ORDER_COLUMN) && types.get(ORDER_COLUMN)?.kind === 'text',
      versionKind: types.get(VERSION_COLUMN)?.kind,
    };
  }

  /** The stream has these columns: from now on rows that lack them have NULL there, not the column's DEFAULT. */
  useColumns(columns: Iterable<string>): void {
    for (const column of columns) this.#ofStream.add(column);
  }

  /** True when rows are only added. */
  get appends(): boolean {
    return this.#plan.appends;
  }

  /** True when rows carry a version that guards them against older records. */
  get isVersioned(): boolean {
    return (
      this.#plan.guarded && !this.#plan.appends && holdsVersions(this.#columns.types.get(VERSION_COLUMN))
    );
  }

  /** The column for what others cannot hold. */
  get overflowColumn(): string {
    return this.#plan.overflow.column;
  }

  /** Adds what a (new) SCHEMA asks for and the table lacks. Throws TABLE_UNSUITABLE. */
  async widen(plan: TablePlan): Promise<void> {
    this.#plan = plan;
    if (this.#isOnlyRead) return;
    this.useColumns(plan.columns.keys());
    await this.declare(missingColumns(plan.columns, this.#columns.types));
    checkRequired(this.name, plan, this.#columns.types);
  }

  /** True unless CrateDB has refused this column or member before: its values overflow. */
  accepts(addition: Addition): boolean {
    if (this.#isOnlyRead || this.#full || this.#refused.has(JSON.stringify(addition.path))) return false;
    return !this.#isSpent || this.#isOwn(addition);
  }

  /** True for a column that the target itself needs. */
  #isOwn({ path: [column] }: Addition): boolean {
    return this.#plan.required.includes(column) || column.startsWith('_sdc_');
  }

  /** The additions without those that would use up the table's columns. */
  async #withinRoom(additions: readonly Addition[]): Promise<Addition[]> {
    this.#columnLimit ??= await readColumnLimit(this.#db, this.name);
    const own = additions.filter((addition) => this.#isOwn(addition));
    const others = additions.filter((addition) => !this.#isOwn(addition));
    const fit = fitting(others, roomIn(this.#columns.types, this.#columnLimit));
    const isWhole = others.length === fit.length && fit.every(({ type }, n) => type === others[n]?.type);
    if (!isWhole) this.#warnOfRoom(this.#columnLimit);
    return [...own, ...fit];
  }

  #warnOfRoom(limit: number): void {
    if (this.#isSpent) return;
    this.#isSpent = true;
    this.#log.warning(
      `${quoteTable(this.name)} accepts no more columns for attributes, as it has nearly reached its limit of ${limit} ("mapping.total_fields.limit"); values of further attributes go to ${this.overflowColumn}`,
    );
  }

  /** Logs once for a map that its further members get no columns. */
  warnOfMap(map: ColumnPath): void {
    const path = quotePath(map);
    if (this.#fullMaps.has(path)) return;
    this.#fullMaps.add(path);
    this.#log.warning(
      `${quoteTable(this.name)}: ${path} has as many members as \`max_members\` allows, like a dictionary; further ones go to ${this.overflowColumn}`,
    );
  }

  /** Adds columns and members; what CrateDB refuses is not retried. */
  async declare(additions: readonly Addition[]): Promise<void> {
    const wanted = additions.filter((addition) => this.accepts(addition));
    if (wanted.length === 0) return;
    const accepted = await this.#withinRoom(wanted);
    this.#warnOfLookalikes(accepted);
    await this.#add(accepted);
    await this.#reload();
    for (const { path } of accepted) if (!this.#has(path)) this.#refused.add(JSON.stringify(path));
  }

  /** Someone who made a column without quotes would wait for its values, which go to a second one. */
  #warnOfLookalikes(additions: readonly Addition[]): void {
    const paths = additions.map(({ path }) => path);
    for (const { path, existing } of lookalikes(paths, this.#atOpen)) {
      if (existing.length === 1 && this.#ofStream.has(existing[0])) continue;
      const [wanted, present] = [quotePath(path), quotePath(existing)];
      this.#log.warning(
        `${quoteTable(this.name)}: the new column ${wanted} is added, and ${present}, which SQL without quotes made in lower case, gets no values. If ${present} is meant, stop the target, drop the new column and run ALTER TABLE ${quoteTable(this.name)} RENAME COLUMN ${present} TO ${wanted}`,
      );
    }
  }

  /** One refused column fails the statement; another process may also have added some of them just now. */
  async #add(additions: readonly Addition[]): Promise<void> {
    const accepted = additions.filter((addition) => this.accepts(addition));
    const [first, second] = accepted;
    if (first === undefined) return;
    const refused = await this.#alter(addColumns(this.name, accepted));
    if (refused === undefined) return;
    await this.#reload();
    const missing = stillMissing(accepted, this.#columns);
    if (!isDeepStrictEqual(missing, accepted)) return await this.#add(missing);
    const parts = second === undefined ? partsOf(first) : halves(accepted);
    if (parts.length === 0) return this.#refuse(first, refused);
    for (const part of parts) await this.#add(part);
  }

  #refuse({ path }: Addition, reason: Error): void {
    this.#refused.add(JSON.stringify(path));
    this.#full ||= COLUMN_LIMIT.test(reason.message);
    const what = this.#full
      ? 'accepts no more columns'
      : `accepts no column ${JSON.stringify(path.join('.'))}`;
    this.#log.warning(
      `${quoteTable(this.name)} ${what}: ${messageOf(reason)}; such values go to ${this.overflowColumn}`,
    );
  }

  /** Makes a key column TEXT. Nothing may be in flight to the table. Throws KEY_TOO_NARROW. */
  async widenKey(column: ColumnPath): Promise<void> {
    await rebuildWithTextKey(this.#db, this.#log, this.name, column);
    await this.#reload();
  }

  /** The error when CrateDB refuses the statement, which may be for one of its columns. */
  async #alter(statement: string): Promise<Error | undefined> {
    if (!fitsStatement(statement)) return new Error(TOO_LONG);
    try {
      await this.#db.query(statement);
      return undefined;
    } catch (error) {
      if (error instanceof ProgramError) throw error;
      if (errorKind(error) === 'unknown-table') throw tableVanished(error);
      return error as Error;
    }
  }

  /** Checks from time to time whether somebody else has changed the columns, and restores them then. */
  async noticeChanges(): Promise<void> {
    this.#noticing ??= this.#notice().finally(() => {
      this.#noticing = undefined;
    });
    await this.#noticing;
  }

  async #notice(): Promise<void> {
    if (await this.#watch.hasChanged()) await this.restore();
  }

  /** True when rows that were made at this time, or before, may be made for other types than the columns have now. */
  isOutdated(madeAt: Date): boolean {
    return madeAt.getTime() <= this.#typesChangedAt;
  }

  /** Declares again what the table had and somebody has dropped since; several callers at a time do it once. */
  async restore(): Promise<void> {
    this.#restoring ??= this.#restore().finally(() => {
      this.#restoring = undefined;
    });
    await this.#restoring;
  }

  async #restore(): Promise<void> {
    const before = this.#columns.types;
    await this.#reload();
    if (!isDeepStrictEqual(before, this.#columns.types)) this.#typesChangedAt = Date.now();
    const missing = missingColumns(before, this.#columns.types);
    const names = missing.map(({ path }) => quotePath(path)).join(', ');
    if (names !== '')
      this.#log.warning(`${quoteTable(this.name)} has lost ${names}, which is declared again`);
    await this.declare(missing);
  }

  async #reload(): Promise<void> {
    await this.#watch.look();
    const existing = await readTable(this.#db, this.name);
    if (existing === undefined) return;
    this.#columns = new TableColumns(existing.columns, this.#plan.reserved, existing.optional);
  }

  #has(path: ColumnPath): boolean {
    return this.#columns.typeAt(path) !== undefined;
  }
}

/** The columns without which the table cannot be made or written to. */
function indispensable(
  { columns, required }: TablePlan,
  { partitioned_by = [], clustered_by }: TableOptions,
): TablePlan['columns'] {
  const names = new Set([...required, ...partitioned_by, clustered_by]);
  return new Map([...columns].filter(([name]) => names.has(name)));
}

function halves<Element>(elements: readonly Element[]): Element[][] {
  const middle = Math.ceil(elements.length / 2);
  return [elements.slice(0, middle), elements.slice(middle)];
}

/** An object column can be added without its members, and then the members; anything else is whole. */
function partsOf({ path, type }: Addition): Addition[][] {
  if (type.kind !== 'object' || type.members.size === 0) return [];
  const members = [...type.members].map(
    ([name, member]): Addition => ({ path: [...path, name], type: member }),
  );
  return [[{ path, type: { ...type, members: new Map() } }], members];
}
