import type { JsonObject } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import { DELETED_AT, SEQUENCE, withoutReservedNames } from './names.ts';

/**
 * The attributes of the Singer record of an event: the whole item, or the key of a removed one. They are what the
 * stream's schema is learned from.
 */
export function itemOf({ newImage, keys }: ChangeEvent): JsonObject {
  return withoutReservedNames(newImage ?? keys);
}

/** Makes the item the record, in place: adds the row's version, and on REMOVE the time of the deletion. */
export function completeRecord(item: JsonObject, event: ChangeEvent): JsonObject {
  item[SEQUENCE] = event.micros;
  if (event.eventName === 'REMOVE') item[DELETED_AT] = dateTime(event.micros);
  return item;
}

/** ISO 8601 in UTC; with microseconds only where there are any. */
function dateTime(micros: number): string {
  const milliseconds = new Date(Math.floor(micros / 1000)).toISOString();
  const rest = micros % 1000;
  return rest === 0 ? milliseconds : milliseconds.replace('Z', `${String(rest).padStart(3, '0')}Z`);
}
