import type { Logger } from '@cdc-relay/singer';
import type { TableChoice } from '../catalog/table-choice.ts';
import type { ChangeEvent } from '../change-record/event.ts';
import type { DescribeKeys } from '../dynamodb/describe-keys.ts';
import type { RecordFormat } from '../record/format.ts';
import { alwaysSelected } from '../record/selection.ts';
import type { TableMemory } from './table-memory.ts';
import { TableStream } from './table-stream.ts';

/** What streams are made of. */
export interface TablesOptions {
  readonly choice: TableChoice;
  readonly format: RecordFormat;
  /** Undefined where DynamoDB cannot be asked for the order of a key. */
  readonly describeKeys: DescribeKeys | undefined;
  readonly log: Logger;
}

/** The streams of all tables that are known, from this run or, by the state, from earlier ones. */
export class Tables {
  readonly #options: TablesOptions;
  readonly #streams = new Map<string, TableStream>();
  readonly #pending = new Map<string, Promise<TableStream>>();
  /** Change records of tables that are not wanted. */
  deselected = 0;

  constructor(memory: ReadonlyMap<string, TableMemory>, options: TablesOptions) {
    this.#options = options;
    for (const [table, { keys, ...known }] of memory)
      this.#add(table, this.#options.choice.declarationOf(table).keyProperties ?? [], keys, known);
  }

  /** The streams by table. */
  get streams(): ReadonlyMap<string, TableStream> {
    return this.#streams;
  }

  /** True for a table whose records are to be emitted. */
  wants(table: string): boolean {
    return this.#options.choice.wants(table);
  }

  /** The name of the table's Singer stream. */
  nameOf(table: string): string {
    return this.#options.choice.nameOf(table);
  }

  /** Wanted tables that a schema file declares. */
  get declaredTables(): string[] {
    return this.#options.choice.declaredTables;
  }

  /** The stream of a table that is known. */
  find(table: string): TableStream | undefined {
    return this.#streams.get(table);
  }

  /**
   * Makes the stream of a table that is new, from its first change. The order of the key is as declared, as DynamoDB
   * says, which takes a promise, or as seen.
   */
  register({ table, keys }: Pick<ChangeEvent, 'table' | 'keys'>): TableStream | Promise<TableStream> {
    const names = Object.keys(keys);
    const { choice, describeKeys } = this.#options;
    const declared = choice.declarationOf(table).keyProperties;
    if (declared !== undefined || names.length < 2 || describeKeys === undefined)
      return this.#add(table, declared ?? [], names);
    const pending =
      this.#pending.get(table) ?? describeKeys(table).then((order) => this.#add(table, order ?? [], names));
    this.#pending.set(table, pending);
    return pending;
  }

  /** Makes the stream of a table that is declared but has no change yet; false when nobody says its key. */
  async declare(table: string): Promise<boolean> {
    const { choice, describeKeys } = this.#options;
    const keys = choice.declarationOf(table).keyProperties ?? (await describeKeys?.(table));
    if (keys === undefined) return false;
    this.#add(table, keys, keys);
    return true;
  }

  #add(
    table: string,
    order: readonly string[],
    keys: readonly string[],
    known: Partial<Pick<TableMemory, 'shape' | 'writer'>> = {},
  ) {
    const { choice, format, log } = this.#options;
    const ordered = inOrder(keys, order, format);
    if (ordered === undefined)
      log.warning('the key of the table is not the declared one; the declared one is not used', {
        stream: choice.nameOf(table),
      });
    const stream = new TableStream({
      name: choice.nameOf(table),
      keys: ordered ?? keys,
      format,
      declaration: choice.declarationOf(table),
      ...known,
    });
    for (const breadcrumb of alwaysSelected(choice.declarationOf(table).unwanted, stream.keyProperties))
      log.warning(`${JSON.stringify(breadcrumb)} cannot be deselected and is emitted`, {
        stream: stream.name,
      });
    this.#streams.set(table, stream);
    return stream;
  }
}

/** The keys in an order of attributes or properties; undefined when that names others. */
function inOrder(
  keys: readonly string[],
  order: readonly string[],
  format: RecordFormat,
): readonly string[] | undefined {
  if (order.length === 0) return keys;
  const place = (key: string): number => Math.max(order.indexOf(key), order.indexOf(format.keyProperty(key)));
  if (order.length !== keys.length || keys.some((key) => place(key) < 0)) return undefined;
  return keys.toSorted((a, b) => place(a) - place(b));
}
