import type { JsonObject } from '@cdc-relay/singer';
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
  /** The version of the table that its records carry. */
  readonly version: number;
  /** The version of its rows, in microseconds. */
  readonly sequence: number;
}

/** The SDK has decoded binaries to bytes. */
const BYTES: Binaries = {
  decode: (value) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    throw new InvalidChangeRecord('a value of type B or BS is no binary');
  },
};

/**
 * Takes an item as the event that it was found; undefined for one that is being deleted in another region. Throws
 * InvalidChangeRecord.
 */
export function foundItem(item: SdkItem, { name, keys, sequence }: ScannedTable): ChangeEvent | undefined {
  if (marksDeletion(item)) return undefined;
  const newImage = decodeImage(withoutReplication(item), BYTES);
  return {
    eventName: FOUND,
    eventId: '',
    table: name,
    micros: sequence,
    timeToLive: false,
    keys: keyOf(newImage, keys),
    newImage,
    oldImage: undefined,
  };
}

function keyOf(image: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.map((name) => {
      const value = image[name];
      if (value === undefined)
        throw new InvalidChangeRecord(`an item lacks the key attribute ${quoted(name)}`);
      return [name, value];
    }),
  );
}
