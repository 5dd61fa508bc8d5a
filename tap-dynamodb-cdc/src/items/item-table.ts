import { type JsonObject, parseMessage, type RecordMessage, type SchemaMessage } from '@cdc-relay/singer';
import { marksDeletion } from '../change-record/replication.ts';
import type { ItemTables, SdkItem, TableDescription } from '../dynamodb/port.ts';
import type { TapOptions } from '../settings/options.ts';
import { goneItem, type ScannedTable } from '../snapshot/found-item.ts';
import { NOWHERE, prepareItems } from '../snapshot/prepare-items.ts';
import { ReadUnits } from '../snapshot/read-units.ts';
import { scanSegment } from '../snapshot/scan-segment.ts';
import type { SegmentPosition } from '../tables/segment.ts';
import type { TableStream } from '../tables/table-stream.ts';
import type { Tables } from '../tables/tables.ts';
import { keyFromTexts } from './key-from-texts.ts';

/** How a table is read. */
export interface ItemReading {
  /** Read capacity units a second that scans may take; Infinity where nothing limits them. */
  readonly readUnits: number;
  readonly consistent: boolean;
}

/** A page of a scan. */
export interface ItemPage {
  readonly items: readonly SdkItem[];
  /** Read capacity units that it took. */
  readonly units: number;
  /** Where the scan goes on. */
  readonly position: SegmentPosition;
}

/** What items are loaded as: the messages that the tap emits for them. */
export interface ItemMessages {
  /** The SCHEMA where it has grown since the last one. */
  readonly schema: SchemaMessage | undefined;
  readonly records: readonly RecordMessage[];
}

/** A table of DynamoDB whose items can be looked at, and made messages as the tap does it. */
export class ItemTable {
  readonly name: string;
  readonly keys: readonly string[];
  /** Some hours old. */
  readonly itemCount: number;
  readonly #dynamoDb: ItemTables;
  readonly #tables: Tables;
  readonly #description: TableDescription;
  readonly #options: TapOptions;
  #schema: SchemaMessage | undefined;

  constructor(
    name: string,
    description: TableDescription,
    parts: { readonly dynamoDb: ItemTables; readonly tables: Tables; readonly options: TapOptions },
  ) {
    this.name = name;
    this.keys = description.keys;
    this.itemCount = description.itemCount;
    this.#description = description;
    this.#dynamoDb = parts.dynamoDb;
    this.#tables = parts.tables;
    this.#options = parts.options;
  }

  /** DynamoDB's own time, as of its last answer, never ahead of it (milliseconds since the epoch). */
  get time(): number {
    return this.#dynamoDb.time;
  }

  /** The pages of a scan from a position on. */
  async *pages(
    { readUnits: rate, consistent }: ItemReading,
    from: SegmentPosition,
    signal: AbortSignal,
  ): AsyncGenerator<ItemPage> {
    const units = new ReadUnits({ rate, items: this.#options.batchSize, readers: 1, consistent });
    const scan = { dynamoDb: this.#dynamoDb, units, table: this.name, segment: 0, segments: 1 };
    yield* scanSegment({ ...scan, from, consistent }, signal);
  }

  /** The item as it is now, strongly consistent; undefined when there is none, or it is being deleted. */
  async get(key: SdkItem, signal: AbortSignal): Promise<SdkItem | undefined> {
    const item = await this.#dynamoDb.get(this.name, key, signal);
    return item === undefined || marksDeletion(item) ? undefined : item;
  }

  /** The key of an item. */
  keyOf(item: SdkItem): SdkItem {
    return Object.fromEntries(
      this.keys.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])),
    );
  }

  /** The key whose values a row has as texts, in the order of the key; undefined where they are none. */
  keyFrom(texts: readonly string[]): SdkItem | undefined {
    return keyFromTexts(this.#description, texts);
  }

  /** The SCHEMA of all that was made messages so far; undefined before the first. */
  get schema(): SchemaMessage | undefined {
    return this.#schema;
  }

  /** Items without those that are being deleted in another region. */
  existing(items: readonly SdkItem[]): readonly SdkItem[] {
    return items.filter((item) => !marksDeletion(item));
  }

  /** What the tap emits for existing items, in their order, with this version in microseconds. Throws ITEM_INVALID. */
  async messages(items: readonly SdkItem[], version = 0): Promise<ItemMessages> {
    const ready = await prepareItems(this.#tables, this.#scanned(version), items);
    const records = ready.map(({ stream, record }) => recordOf(stream, record));
    return { schema: this.#grown(ready[0]?.stream), records };
  }

  /** What the tap emits for the deletion of an item, with this version in microseconds. */
  async deletion(key: SdkItem, version = 0): Promise<ItemMessages> {
    const event = goneItem(key, this.#scanned(version));
    const stream = this.#tables.find(this.name) ?? (await this.#tables.register(event));
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
    return { name: this.name, keys, exampleKey, version: 0, sequence };
  }
}

function recordOf({ name }: TableStream, record: JsonObject): RecordMessage {
  return { type: 'RECORD', stream: name, record };
}
