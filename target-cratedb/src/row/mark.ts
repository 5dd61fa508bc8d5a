import type { JsonValue } from '@cdc-relay/singer';
import type { ColumnType } from '../column/column-type.ts';
import { split } from './split.ts';

/** As the time of a deletion, a number between these is taken for milliseconds since the epoch. */
const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);

/**
 * What marks a row as deleted: the time of the deletion in the spelling that its column needs. Undefined when the
 * column cannot hold it, as in the overflow column it would mark nothing.
 */
export function markOf(value: JsonValue, type: ColumnType): JsonValue | undefined {
  const { stored } = split(value, type);
  if (stored !== undefined) return stored;
  const time = timeOf(value);
  return time === undefined ? undefined : split(time, type).stored;
}

/** Times that no date-time column takes, but that can be told for certain. */
function timeOf(value: JsonValue): string | undefined {
  const isMillis =
    typeof value === 'number' && Number.isInteger(value) && value >= EARLIEST && value < LATEST;
  return isMillis || isHttpDate(value) ? new Date(value).toISOString() : undefined;
}

/** As in the headers of HTTP: Fri, 02 Jan 2026 03:04:05 GMT */
function isHttpDate(value: JsonValue): value is string {
  return typeof value === 'string' && value.endsWith(' GMT') && new Date(value).toUTCString() === value;
}
