import type { Logger } from '@cdc-relay/singer';
import type { DescribeKeys } from '../aws/describe-keys.ts';
import type { TableChoice } from '../catalog/table-choice.ts';
import type { ChangeEvent } from '../change-record/event.ts';
import type { RecordFormat } from '../record/format.ts';
import { alwaysSelected } from '../record/selection.ts';
import type { TableMemory } from './table-memory.ts';
import { TableStream } from './table-stream.ts';

/** What streams are made of. */
export interface TablesOptions {
  readonly choice: TableChoice;
  readonly format: RecordFormat;
  readonly describeKeys: DescribeKeys;
  readonly log: Logger;
}

/** The streams of all tables that were met, in this run or, as the state tells, in earlier ones. */
export class Tables {
  readonly #options: TablesOptions;
  readonly #streams = new Map<string, TableStream>();
  readonly #meeting = new Map<string, Promise<TableStream>>();
  /** Change records of tables that are not wanted. */
  deselected = 0;

  constructor(memory: ReadonlyMap<string, TableMemory>, options: TablesOptions) {
    this.#options = options;
    for (const [table, { keys, shape }] of memory)
      this.#add(table, this.#options.choice.declarationOf(table).keyProperties ?? [], keys, shape);
  }

  /** The streams by table. */
  get streams(): ReadonlyMap<string, TableStream> {
    return this.#streams;
  }

  /** True for a table whose records are to be emitted. */
  wants(table: string): boolean {
    return this.#options.choice.wants(table);
  }

  /** The stream of a table that was met. */
  find(table: string): TableStream | undefined {
    return this.#streams.get(table);
  }

  /** Makes the stream of a table that is met for the first time. Its key's order is what someone tells, or as seen. */
  async meet({ table, keys }: ChangeEvent): Promise<TableStream> {
    const pending = this.#meeting.get(table) ?? this.#begin(table, Object.keys(keys));
    this.#meeting.set(table, pending);
    return await pending;
  }

  /** Makes the stream of a table that was declared but not met; false when nobody tells its key. */
  async declare(table: string): Promise<boolean> {
    const { choice, describeKeys } = this.#options;
    const keys = choice.declarationOf(table).keyProperties ?? (await describeKeys(table));
    if (keys === undefined) return false;
    this.#add(table, keys, keys);
    return true;
  }

  async #begin(table: string, keys: readonly string[]): Promise<TableStream> {
    const declared = this.#options.choice.declarationOf(table).keyProperties;
    const told = declared ?? (keys.length > 1 ? await this.#options.describeKeys(table) : undefined);
    return this.#add(table, told ?? [], keys);
  }

  #add(table: string, told: readonly string[], keys: readonly string[], shape?: TableMemory['shape']) {
    const { choice, format, log } = this.#options;
    const ordered = inOrder(keys, told, format);
    if (ordered === undefined)
      log.warning('the key of the table is another than declared; the declared one is not used', {
        stream: choice.nameOf(table),
      });
    const stream = new TableStream({
      name: choice.nameOf(table),
      keys: ordered ?? keys,
      format,
      declaration: choice.declarationOf(table),
      shape,
    });
    for (const breadcrumb of alwaysSelected(choice.declarationOf(table).unwanted, stream.keyProperties))
      log.warning(`${JSON.stringify(breadcrumb)} cannot be deselected and is emitted`, {
        stream: stream.name,
      });
    this.#streams.set(table, stream);
    return stream;
  }
}

/** The keys in the order of `told`, attributes or properties; undefined when it names others. */
function inOrder(
  keys: readonly string[],
  told: readonly string[],
  format: RecordFormat,
): readonly string[] | undefined {
  if (told.length === 0) return keys;
  const place = (key: string): number => Math.max(told.indexOf(key), told.indexOf(format.keyProperty(key)));
  if (told.length !== keys.length || keys.some((key) => place(key) < 0)) return undefined;
  return keys.toSorted((a, b) => place(a) - place(b));
}
