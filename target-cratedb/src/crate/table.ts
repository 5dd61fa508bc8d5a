import { type Logger, messageOf, ProgramError } from '@cdc-relay/singer';
import { OVERFLOW_COLUMN, TableColumns, VERSION_COLUMN } from '../column/table-columns.ts';
import type { Addition } from '../row/undeclared.ts';
import { addColumns, createTable } from '../sql/ddl.ts';
import type { TableShape } from '../sql/dml.ts';
import { quoteTable, type TableName } from '../sql/quote.ts';
import { missingColumns, type TablePlan } from '../table/plan.ts';
import { type ExistingTable, readTable } from './catalog.ts';
import type { Database } from './database.ts';
import { clearInterruptedRebuild, rebuildWithTextKeys } from './rebuild-keys.ts';

/** CrateDB's words when a table has its maximum of columns (1,000 by default). */
const COLUMN_LIMIT = /limit of total (columns|fields)/i;

/** A table of CrateDB that is kept as wide as its stream needs. */
export class Table {
  readonly name: TableName;
  readonly #db: Database;
  readonly #log: Logger;
  #columns: TableColumns;
  readonly #keys: readonly string[];
  /** Paths (as JSON) that CrateDB has refused. */
  readonly #refused = new Set<string>();
  /** True once the table has as many columns as CrateDB allows. */
  #full = false;

  private constructor(db: Database, log: Logger, name: TableName, existing: ExistingTable) {
    this.#db = db;
    this.#log = log;
    this.name = name;
    this.#keys = existing.keys;
    this.#columns = new TableColumns(existing.columns);
  }

  /** Creates the table or takes the existing one, and adds what it lacks. Throws TABLE_KEY_DIFFERS. */
  static async open(db: Database, log: Logger, name: TableName, plan: TablePlan): Promise<Table> {
    await clearInterruptedRebuild(db, name);
    const existing = await readTable(db, name);
    if (existing === undefined) await db.query(createTable(name, plan.columns, plan.keys));
    const table = new Table(
      db,
      log,
      name,
      existing ?? (await readTable(db, name)) ?? { columns: new Map(), keys: [] },
    );
    table.#checkKeys(plan.keys);
    await table.widen(plan);
    return table;
  }

  get columns(): TableColumns {
    return this.#columns;
  }

  get shape(): TableShape {
    const columns = [...this.#columns.types.keys()];
    return { name: this.name, columns, keys: this.#keys, versioned: columns.includes(VERSION_COLUMN) };
  }

  /** Adds what a (new) SCHEMA asks for and the table lacks. */
  async widen(plan: TablePlan): Promise<void> {
    await this.declare(missingColumns(plan.columns, this.#columns.types));
  }

  /** True unless CrateDB has refused this column or member before: its values overflow. */
  accepts({ path }: Addition): boolean {
    return !this.#full && !this.#refused.has(JSON.stringify(path));
  }

  /** Adds columns and members; what CrateDB refuses is not tried again. */
  async declare(additions: readonly Addition[]): Promise<void> {
    const accepted = additions.filter((addition) => this.accepts(addition));
    if (accepted.length === 0) return;
    const refused = await this.#alter(accepted);
    // One refused column fails the statement; another process may also have added some of them just now.
    if (refused !== undefined) for (const addition of accepted) await this.#declareOne(addition);
    await this.#reload();
    for (const addition of accepted)
      if (!this.#has(addition.path)) this.#refused.add(JSON.stringify(addition.path));
  }

  async #declareOne(addition: Addition): Promise<void> {
    if (!this.accepts(addition)) return;
    const refused = await this.#alter([addition]);
    if (refused === undefined) return;
    await this.#reload();
    if (!this.#has(addition.path)) this.#refuse(addition, refused);
  }

  #refuse({ path }: Addition, reason: Error): void {
    this.#refused.add(JSON.stringify(path));
    this.#full ||= COLUMN_LIMIT.test(reason.message);
    const what = this.#full ? 'takes no more columns' : `takes no column ${JSON.stringify(path.join('.'))}`;
    this.#log.warning(
      `${quoteTable(this.name)} ${what}: ${messageOf(reason)}; such values go to ${OVERFLOW_COLUMN}`,
    );
  }

  /** Makes a BIGINT key column TEXT. Nothing may be in flight to the table. Throws KEY_TOO_NARROW. */
  async widenKey(column: string): Promise<void> {
    await rebuildWithTextKeys(this.#db, this.#log, this.name, [column]);
    await this.#reload();
  }

  async #alter(additions: readonly Addition[]): Promise<Error | undefined> {
    try {
      await this.#db.query(addColumns(this.name, additions));
      return undefined;
    } catch (error) {
      if (error instanceof ProgramError) throw error;
      return error as Error;
    }
  }

  async #reload(): Promise<void> {
    const existing = await readTable(this.#db, this.name);
    if (existing !== undefined) this.#columns = new TableColumns(existing.columns);
  }

  #has([column, ...members]: readonly [string, ...string[]]): boolean {
    let type = this.#columns.types.get(column);
    for (const member of members) {
      while (type?.kind === 'array') type = type.of;
      type = type?.kind === 'object' ? type.members.get(member) : undefined;
    }
    return type !== undefined;
  }

  #checkKeys(wanted: readonly string[]): void {
    if (wanted.length === 0 || JSON.stringify(wanted) === JSON.stringify(this.#keys)) return;
    const list = (names: readonly string[]): string => `(${names.join(', ')})`;
    throw new ProgramError(
      'TABLE_KEY_DIFFERS',
      `Table ${quoteTable(this.name)} has the primary key ${list(this.#keys)}, the stream the key ${list(wanted)}.`,
      { remedy: 'Write to another table or schema, or drop the table and load it anew.' },
    );
  }
}
