import { type JsonObject, setMember } from '@cdc-relay/singer';

/** The version of the row: when the change was made, in microseconds since the epoch. */
export const SEQUENCE = '_sdc_sequence';

/** What orders changes of an item that have the same version, with `sequence_order`: compared as text. */
export const SEQUENCE_ORDER = '_sdc_sequence_order';

/** When the item was removed; absent while it exists. */
export const DELETED_AT = '_sdc_deleted_at';

/** True in the rows that come from the DynamoDB stream of their table: their versions order only one another. */
export const TABLE_STREAM = '_sdc_table_stream';

/** The item before the change, with `old_image`. */
export const OLD_IMAGE = '_sdc_old_image';

const UNDERSCORE = 95;
const RESERVED = /^_+sdc_/;

/**
 * Keeps attributes clear of Singer's own `_sdc_…` columns: an attribute with such a name (after any number of
 * underscores, so that no two attributes become one) gets one more underscore. Returns the item itself when there is none.
 */
export function withoutReservedNames(item: JsonObject): JsonObject {
  for (const name in item) if (isReserved(name)) return renamed(item);
  return item;
}

/** True for a property that the tap adds to records; no attribute has such a one. */
export function isOwn(property: string): boolean {
  return property.startsWith('_sdc_');
}

/** The property of a record that holds the attribute. */
export function propertyOf(attribute: string): string {
  return isReserved(attribute) ? `_${attribute}` : attribute;
}

function isReserved(name: string): boolean {
  return name.charCodeAt(0) === UNDERSCORE && RESERVED.test(name);
}

function renamed(item: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const [name, value] of Object.entries(item)) setMember(copy, propertyOf(name), value);
  return copy;
}
