import { type JsonObject, parseMessage, type RecordMessage, type SchemaMessage } from '@cdc-relay/singer';
import type { SdkItem, TableDescription } from '../dynamodb/port.ts';
import { goneItem, type ScannedTable } from '../snapshot/found-item.ts';
import { NOWHERE, prepareItems } from '../snapshot/prepare-items.ts';
import { type FileLines, prepareLines } from '../snapshot/prepare-lines.ts';
import type { TableStream } from '../tables/table-stream.ts';
import type { Tables } from '../tables/tables.ts';

/** What items are loaded as: the messages that the tap emits for them. */
export interface ItemMessages {
  /** The SCHEMA where it has grown since the last one. */
  readonly schema: SchemaMessage | undefined;
  readonly records: readonly RecordMessage[];
}

/** Items of an export as messages, and the texts of the values of their keys. */
export interface LineMessages extends ItemMessages {
  readonly keys: readonly (readonly string[])[];
}

/** Makes the items of a table messages as the tap does. */
export class ItemMessenger {
  readonly #tables: Tables;
  readonly #name: string;
  readonly #description: TableDescription;
  #schema: SchemaMessage | undefined;

  constructor(name: string, description: TableDescription, tables: Tables) {
    this.#name = name;
    this.#description = description;
    this.#tables = tables;
  }

  /** The SCHEMA of all that was made messages so far; undefined before the first. */
  get schema(): SchemaMessage | undefined {
    return this.#schema;
  }

  /** What the tap emits for existing items, in their order, with this version in microseconds. Throws ITEM_INVALID. */
  async items(items: readonly SdkItem[], version: number): Promise<ItemMessages> {
    const ready = await prepareItems(this.#tables, this.#scanned(version), items);
    const records = ready.map(({ stream, record }) => recordOf(stream, record));
    return { schema: this.#grown(ready[0]?.stream), records };
  }

  /** What it emits for the part `sample` of the items of an export's lines, at random. Throws ITEM_INVALID, which names file and line. */
  async lines(lines: FileLines, sample: number): Promise<LineMessages> {
    const form = { table: this.#scanned(0), isIncremental: false, grain: 1, oldImage: false, maxAheadMs: 0 };
    const { ready } = await prepareLines(this.#tables, lines, form, OR_SCAN);
    const chosen = sample >= 1 ? ready : ready.filter(() => Math.random() < sample);
    const records = chosen.map(({ stream, record }) => recordOf(stream, record));
    const keys = chosen.map(({ event }) => this.#description.keys.map((name) => String(event.keys[name])));
    return { schema: this.#grown(ready[0]?.stream), records, keys };
  }

  /** What it emits for the deletion of an item, with this version in microseconds. */
  async deletion(key: SdkItem, version: number): Promise<ItemMessages> {
    const event = goneItem(key, this.#scanned(version));
    const stream = this.#tables.find(this.#name) ?? (await this.#tables.register(event));
    const records = [recordOf(stream, stream.record(event, NOWHERE))];
    return { schema: this.#grown(stream), records };
  }

  #grown(stream: TableStream | undefined): SchemaMessage | undefined {
    const line = stream?.announcement();
    if (line === undefined) return undefined;
    this.#schema = parseMessage(line) as SchemaMessage;
    return this.#schema;
  }

  #scanned(sequence: number): ScannedTable {
    const { keys, exampleKey } = this.#description;
    return { name: this.#name, keys, exampleKey, version: 0, sequence };
  }
}

const OR_SCAN = 'Or read the table itself, not an export of it.';

function recordOf({ name }: TableStream, record: JsonObject): RecordMessage {
  return { type: 'RECORD', stream: name, record };
}
