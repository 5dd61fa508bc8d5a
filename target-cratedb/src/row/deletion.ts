import type { JsonObject, JsonValue } from '@cdc-relay/singer';
import { DELETED_COLUMN } from '../column/table-columns.ts';
import { isPlainDateTime, readDateTime } from './date-time.ts';

/** As the time of a deletion, a number between these counts as milliseconds since the epoch. */
const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);

/** What sources write where a row is not deleted. */
const NOT_DELETED = new Set<JsonValue | undefined>([undefined, null, '', false]);

/** True for a record that says that its row was deleted at the source. Null, empty text and false say that it was not. */
export function isDeletion(record: JsonObject): boolean {
  return !NOT_DELETED.has(record[DELETED_COLUMN]);
}

/** A record that is no deletion without the empty text or false that says so: it must not be read as a time. */
export function withoutDeletion(record: JsonObject): JsonObject {
  if ((record[DELETED_COLUMN] ?? null) === null) return record;
  const { [DELETED_COLUMN]: _, ...others } = record;
  return others;
}

/** True for a value that names the time of a deletion for certain. */
export function isDeletionTime(value: JsonValue): boolean {
  // The usual spelling is looked at first: this runs for every deletion.
  return isPlainDateTime(value) || readDateTime(value) !== undefined || unusualTime(value) !== undefined;
}

/** The date-time of a spelling that no date-time column accepts, but that is a time for certain. */
export function unusualTime(value: JsonValue): string | undefined {
  const isMillis =
    typeof value === 'number' && Number.isInteger(value) && value >= EARLIEST && value < LATEST;
  return isMillis || isHttpDate(value) ? new Date(value).toISOString() : undefined;
}

/** As in the headers of HTTP: Fri, 02 Jan 2026 03:04:05 GMT */
function isHttpDate(value: JsonValue): value is string {
  return typeof value === 'string' && value.endsWith(' GMT') && new Date(value).toUTCString() === value;
}
