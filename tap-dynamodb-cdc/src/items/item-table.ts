import { type JsonObject, parseMessage, type RecordMessage, type SchemaMessage } from '@cdc-relay/singer';
import { marksDeletion } from '../change-record/replication.ts';
import type { ItemTables, SdkItem, TableDescription } from '../dynamodb/port.ts';
import type { TapOptions } from '../settings/options.ts';
import { goneItem, type ScannedTable } from '../snapshot/found-item.ts';
import { NOWHERE, prepareItems } from '../snapshot/prepare-items.ts';
import { ReadUnits } from '../snapshot/read-units.ts';
import { scanSegment } from '../snapshot/scan-segment.ts';
import { together } from '../snapshot/together.ts';
import type { SegmentPosition } from '../tables/segment.ts';
import type { TableStream } from '../tables/table-stream.ts';
import type { Tables } from '../tables/tables.ts';
import { keyFromTexts } from './key-from-texts.ts';

/** How a table is read. */
export interface ItemReading {
  /** Read capacity units a second that scans may take; undefined: as many as snapshots may. */
  readonly readUnits: number | undefined;
  readonly consistent: boolean;
}

/** A page of a scan. */
export interface ItemPage {
  readonly items: readonly SdkItem[];
  readonly segment: number;
  /** Where the scan of the segment continues. */
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
  #units = 0;

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

  /** Read capacity units that scans and looks at single items have taken so far. */
  get readUnits(): number {
    return this.#units;
  }

  /** How many segments snapshots read at the same time. */
  get segments(): number {
    return this.#options.snapshotSegments;
  }

  /** Scans segments from their positions on, all at the same time; the next page of one is read when `receive` is done with the last. */
  async scan(
    from: readonly SegmentPosition[],
    reading: ItemReading,
    receive: (page: ItemPage) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { readUnits: rate = this.#options.snapshotReadUnits, consistent } = reading;
    const segments = from.length;
    const units = new ReadUnits({ rate, items: this.#options.batchSize, readers: segments, consistent });
    const scan = { dynamoDb: this.#dynamoDb, units, table: this.name, segments, consistent };
    const scanOne = async (segment: number, position: SegmentPosition, all: AbortSignal): Promise<void> => {
      for await (const page of scanSegment({ ...scan, segment, from: position }, all)) {
        this.#units += page.units;
        await receive({ items: page.items, segment, position: page.position });
      }
    };
    await together(
      signal,
      from.map((position, segment) => (all: AbortSignal) => scanOne(segment, position, all)),
    );
    signal.throwIfAborted();
  }

  /** The item as it is now, strongly consistent; undefined when there is none, or it is being deleted. */
  async get(key: SdkItem, signal: AbortSignal): Promise<SdkItem | undefined> {
    const { item, units } = await this.#dynamoDb.get(this.name, key, signal);
    this.#units += units;
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
