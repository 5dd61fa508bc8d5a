import type { JsonObject } from '@cdc-relay/singer';
import { decodeImage } from '../change-record/attribute-value.ts';
import { BinaryDecoder } from '../change-record/binary.ts';
import { checkObject } from '../change-record/envelope.ts';
import type { ChangeEvent } from '../change-record/event.ts';
import { InvalidChangeRecord } from '../change-record/invalid.ts';
import { marksDeletion, withoutReplication } from '../change-record/replication.ts';
import { checkNotAhead } from '../change-record/time.ts';
import { eventOf, type ScannedTable } from './found-item.ts';

/** How the lines of an export are read. */
export interface ExportLines {
  readonly table: ScannedTable;
  readonly isIncremental: boolean;
  /** What the times of the table's changes are cut to, in microseconds. */
  readonly grain: number;
  readonly oldImage: boolean;
  readonly maxAheadMs: number;
}

const ONCE = new BinaryDecoder({}, 'single');

/**
 * Takes a line of an export as an event: the item that was found, or, of an incremental export, the last change of the
 * item. Undefined for an item that is being deleted in another region. Throws InvalidChangeRecord.
 */
export function exportedEvent(line: string, lines: ExportLines): ChangeEvent | undefined {
  const value = checkObject(parsed(line), 'the line');
  if (lines.isIncremental) return lastChange(value, lines);
  const item = checkObject(value.Item, '"Item"');
  return marksDeletion(item) ? undefined : eventOf(withoutReplication(item), lines.table, ONCE);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new InvalidChangeRecord('the line is no JSON', { cause: error });
  }
}

interface ExportedChange {
  readonly Metadata?: unknown;
  readonly Keys?: unknown;
  readonly NewImage?: unknown;
  readonly OldImage?: unknown;
}

function lastChange(
  { Metadata: metadata, Keys: keys, NewImage: image, OldImage: old }: ExportedChange,
  { table, grain, oldImage, maxAheadMs }: ExportLines,
): ChangeEvent {
  const written = writeTime(metadata);
  checkNotAhead(written, Date.now(), maxAheadMs);
  const versioned = { ...table, sequence: endOfGrain(written, grain) };
  const key = eventOf(checkObject(keys, '"Keys"'), versioned, ONCE);
  const newImage = image === undefined ? undefined : imageOf(image, '"NewImage"');
  const before = oldImage && old !== undefined ? imageOf(old, '"OldImage"') : undefined;
  const isGone = image === undefined || marksDeletion(checkObject(image, '"NewImage"'));
  if (isGone) return { ...key, eventName: 'REMOVE', newImage: undefined, oldImage: before };
  return { ...key, newImage, oldImage: before };
}

function imageOf(image: unknown, name: string): JsonObject {
  return decodeImage(withoutReplication(checkObject(image, name)), ONCE);
}

/** `{"WriteTimestampMicros": {"N": "…"}}`. */
function writeTime(metadata: unknown): number {
  const { WriteTimestampMicros: time } = checkObject(metadata, '"Metadata"') as {
    WriteTimestampMicros?: unknown;
  };
  const micros = Number((time as { N?: unknown } | null | undefined)?.N ?? Number.NaN);
  if (Number.isSafeInteger(micros) && micros > 0) return micros;
  throw new InvalidChangeRecord('"WriteTimestampMicros" is missing or no time');
}

/**
 * The version of an item's last change in an incremental export. Kinesis may have the item's changes with coarser times:
 * the last of them is newer than all others with the same time, as an export ends with a whole second.
 */
function endOfGrain(micros: number, grain: number): number {
  return micros - (micros % grain) + grain - 1;
}
