import { type JsonObject, setMember } from '@cdc-relay/singer';
import { type Binaries, decodeImage } from '../change-record/attribute-value.ts';
import { type ChangeEvent, FOUND } from '../change-record/event.ts';
import { InvalidChangeRecord, quoted } from '../change-record/invalid.ts';
import { marksDeletion, withoutReplication } from '../change-record/replication.ts';
import type { SdkItem } from '../dynamodb/port.ts';

/** The table whose items are found. */
export interface ScannedTable {
  readonly name: string;
  /** The key's attributes, hash before range. */
  readonly keys: readonly string[];
  /** A key of the table's types. */
  readonly exampleKey: SdkItem;
  /** The version of the table that its records carry. */
  readonly version: number;
  /** The version of its rows, in microseconds. */
  readonly sequence: number;
}

/** The SDK has decoded binaries to bytes. */
const BYTES: Binaries = {
  decode: (value) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    throw new InvalidChangeRecord('a value of type B or BS is not binary');
  },
};

/**
 * Takes an item as the event that it was found; undefined for one that is being deleted in another region. Throws
 * InvalidChangeRecord.
 */
export function foundItem(item: SdkItem, table: ScannedTable): ChangeEvent | undefined {
  return marksDeletion(item) ? undefined : eventOf(withoutReplication(item), table, BYTES);
}

/** An item that has nothing but a key of the table's types, to learn from where nothing was found. */
export function keyAlone(table: ScannedTable): ChangeEvent {
  return eventOf(table.exampleKey, table, BYTES);
}

/** The event that an item was deleted, for a key that has none. Throws InvalidChangeRecord. */
export function goneItem(key: SdkItem, table: ScannedTable): ChangeEvent {
  return { ...eventOf(key, table, BYTES), eventName: 'REMOVE', newImage: undefined };
}

/** The event that an item, in the form in which `binaries` come, was found. Throws InvalidChangeRecord. */
export function eventOf(
  item: object,
  { name, keys, sequence }: Pick<ScannedTable, 'name' | 'keys' | 'sequence'>,
  binaries: Binaries,
): ChangeEvent {
  const newImage = decodeImage(item, binaries);
  return {
    eventName: FOUND,
    eventId: '',
    table: name,
    micros: sequence,
    streamSequence: undefined,
    timeToLive: false,
    keys: keyOf(newImage, keys),
    newImage,
    oldImage: undefined,
  };
}

function keyOf(image: JsonObject, names: readonly string[]): JsonObject {
  const keys: JsonObject = {};
  for (const name of names) {
    const value = image[name];
    if (value === undefined) throw new InvalidChangeRecord(`an item lacks the key attribute ${quoted(name)}`);
    setMember(keys, name, value);
  }
  return keys;
}
