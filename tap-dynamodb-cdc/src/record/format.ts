import type { JsonObject } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import type { ContentOptions } from '../settings/options.ts';
import { dateTime } from './date-time.ts';
import { documentKeyProperty, documentOf, documentProperties } from './document.ts';
import { addMetadata, METADATA_PROPERTIES, type Origin } from './metadata.ts';
import {
  DELETED_AT,
  OLD_IMAGE,
  propertyOf,
  SEQUENCE,
  SEQUENCE_ORDER,
  TABLE_STREAM,
  withoutReservedNames,
} from './names.ts';
import { sequenceOrder } from './sequence-order.ts';

/** How records look. */
export type FormatOptions = Pick<
  ContentOptions,
  'recordLayout' | 'cdcMetadata' | 'oldImage' | 'sequenceOrder' | 'ofTableStreams'
>;

/** How change events become records, and what their schemas say besides what is learned. */
export class RecordFormat {
  readonly #options: FormatOptions;

  constructor(options: FormatOptions) {
    this.#options = options;
  }

  /** True when the layout is the same whatever the items hold: then only the key is learned. */
  get isFixed(): boolean {
    return this.#options.recordLayout === 'document';
  }

  /** The property that holds a key attribute. */
  keyProperty(attribute: string): string {
    return this.isFixed ? documentKeyProperty(attribute) : propertyOf(attribute);
  }

  /** A record's properties from the item: all of it, or the key of a removed one. They may be added to. */
  propertiesOf(event: ChangeEvent): JsonObject {
    return this.isFixed ? documentOf(event) : withoutReservedNames(event.newImage ?? { ...event.keys });
  }

  /** Adds what is not the item's, in place: the row's version, on REMOVE the time of the deletion, and so on. */
  complete(record: JsonObject, event: ChangeEvent, origin: Origin): JsonObject {
    record[SEQUENCE] = event.micros;
    if (this.#options.sequenceOrder) {
      const order = sequenceOrder(event, origin.sequenceNumber);
      if (order !== undefined) record[SEQUENCE_ORDER] = order;
    }
    if (event.eventName === 'REMOVE') record[DELETED_AT] = dateTime(event.micros);
    if (this.#options.ofTableStreams) record[TABLE_STREAM] = true;
    if (this.#options.cdcMetadata) addMetadata(record, event, origin);
    if (this.#options.oldImage) record[OLD_IMAGE] = event.oldImage ?? null;
    return record;
  }

  /** The item's part of the schema, from what was learned; `keys` are the key attributes. */
  itemSchema(learned: JsonObject, keys: readonly string[]): JsonObject {
    return this.isFixed ? documentProperties(learned, keys) : learned;
  }

  /** The schema of what `complete` adds. */
  get ownSchema(): JsonObject {
    return {
      [SEQUENCE]: { type: ['integer', 'null'] },
      ...(this.#options.sequenceOrder ? { [SEQUENCE_ORDER]: { type: ['string', 'null'] } } : {}),
      [DELETED_AT]: { type: ['string', 'null'], format: 'date-time' },
      ...(this.#options.ofTableStreams ? { [TABLE_STREAM]: { type: ['boolean', 'null'] } } : {}),
      ...(this.#options.cdcMetadata ? METADATA_PROPERTIES : {}),
      ...(this.#options.oldImage
        ? { [OLD_IMAGE]: { type: ['object', 'null'], additionalProperties: true } }
        : {}),
    };
  }
}
