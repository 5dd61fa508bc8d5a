import type { JsonValue } from '@cdc-relay/singer';
import type { ColumnType } from '../column/column-type.ts';
import { isDeletionTime, unusualTime } from './deletion.ts';
import { split } from './split.ts';

/**
 * What marks a row as deleted: the time of the deletion in the spelling that its column needs. Undefined when it is no
 * time, or the column cannot hold it, as in the overflow column it would mark nothing.
 */
export function softDeletionTime(value: JsonValue, type: ColumnType): JsonValue | undefined {
  if (!isDeletionTime(value)) return undefined;
  // A text column shows any value: a number there would not read as a time.
  const stored = type.kind === 'text' && typeof value !== 'string' ? undefined : split(value, type).stored;
  if (stored !== undefined) return stored;
  const time = unusualTime(value);
  return time === undefined ? undefined : split(time, type).stored;
}
