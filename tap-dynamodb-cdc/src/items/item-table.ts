import type { SchemaMessage } from '@cdc-relay/singer';
import { marksDeletion } from '../change-record/replication.ts';
import type { SdkItem, TableDescription } from '../dynamodb/port.ts';
import { findExport, type ItemExport, readExportItems } from './export-items.ts';
import { type ItemMessages, ItemMessenger } from './item-messages.ts';
import type { ItemReading, ItemReceiver, ItemSourceTable, ItemTableParts } from './item-page.ts';
import { keyFromTexts } from './key-from-texts.ts';
import type { ReadPosition } from './read-position.ts';
import { scanItems } from './scan-items.ts';

/** A table of DynamoDB whose items can be looked at, and made messages as the tap does it. */
export class ItemTable {
  readonly name: string;
  readonly keys: readonly string[];
  /** Some hours old. */
  readonly itemCount: number;
  readonly #source: ItemSourceTable;
  #units = 0;

  constructor(name: string, description: TableDescription, parts: ItemTableParts) {
    this.name = name;
    this.keys = description.keys;
    this.itemCount = description.itemCount;
    const messenger = new ItemMessenger(name, description, parts.tables);
    this.#source = { name, description, parts, messenger };
  }

  /** DynamoDB's own time, as of its last answer, never ahead of it (milliseconds since the epoch). */
  get time(): number {
    return this.#source.parts.dynamoDb.time;
  }

  /** Read capacity units that scans and looks at single items have taken so far. */
  get readUnits(): number {
    return this.#units;
  }

  /** How many segments snapshots read at the same time. */
  get segments(): number {
    return this.#source.parts.options.snapshotSegments;
  }

  /** A full export of the table. Throws EXPORT_NOT_FOUND, EXPORT_CORRUPT, EXPORT_UNUSABLE. */
  async findExport(location: string, signal: AbortSignal): Promise<ItemExport> {
    return await findExport(this.#source.parts.stores, location, this.name, signal);
  }

  /** Reads the existing items of the table, or of an export of it, from a position on. Throws ITEM_INVALID and EXPORT_…. */
  async read(
    from: ReadPosition,
    reading: ItemReading,
    receiver: ItemReceiver,
    signal: AbortSignal,
  ): Promise<void> {
    if ('export' in from) {
      await readExportItems(this.#source, from.export, reading, receiver, signal);
      return;
    }
    const spent = (units: number): void => {
      this.#units += units;
    };
    await scanItems(this.#source, from.segments, reading, receiver, { signal, spent });
  }

  /** The item as it is now, strongly consistent; undefined when there is none, or it is being deleted. */
  async get(key: SdkItem, signal: AbortSignal): Promise<SdkItem | undefined> {
    const { item, units } = await this.#source.parts.dynamoDb.get(this.name, key, signal);
    this.#units += units;
    return item === undefined || marksDeletion(item) ? undefined : item;
  }

  /** The key whose values a row has as texts, in the order of the key; undefined where they are none. */
  keyFrom(texts: readonly string[]): SdkItem | undefined {
    if (texts.length !== this.keys.length) return undefined;
    return keyFromTexts(this.#source.description, texts);
  }

  /** The SCHEMA of all that was made messages so far; undefined before the first. */
  get schema(): SchemaMessage | undefined {
    return this.#source.messenger.schema;
  }

  /** What the tap emits for existing items, in their order, with this version in microseconds. Throws ITEM_INVALID. */
  async messages(items: readonly SdkItem[], version = 0): Promise<ItemMessages> {
    return await this.#source.messenger.items(items, version);
  }

  /** What the tap emits for the deletion of an item, with this version in microseconds. */
  async deletion(key: SdkItem, version = 0): Promise<ItemMessages> {
    return await this.#source.messenger.deletion(key, version);
  }
}
