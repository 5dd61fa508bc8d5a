import { isJsonObject, type JsonObject, type JsonValue } from '@cdc-relay/singer';
import { positionOf, positionValue, type SegmentPosition } from './segment.ts';

/** What is remembered of a table's snapshot. */
export interface TableSnapshot {
  /** The version of the table that it makes; its records and all later ones of the table carry it. */
  readonly version: number;
  /**
   * The version of its rows, in microseconds since the epoch: the snapshot stands for every change before that.
   * Undefined until its scan begins.
   */
  readonly sequence?: number | undefined;
  /** How far each segment was scanned; undefined before the scan begins and after it has ended. */
  readonly segments?: readonly SegmentPosition[] | undefined;
}

/** True until all rows of the snapshot were emitted. */
export function isUnfinished({ sequence, segments }: TableSnapshot): boolean {
  return sequence === undefined || segments !== undefined;
}

/** A snapshot for the state. */
export function snapshotValue({ version, sequence, segments }: TableSnapshot): JsonObject {
  return {
    version,
    ...(sequence === undefined ? {} : { sequence }),
    ...(segments === undefined ? {} : { segments: segments.map(positionValue) }),
  };
}

/** Reads a snapshot back; undefined for what is none. */
export function snapshotOf(value: JsonValue): TableSnapshot | undefined {
  if (!isJsonObject(value)) return undefined;
  const { version, sequence, segments } = value;
  if (!isNumber(version) || !(sequence === undefined || isNumber(sequence))) return undefined;
  if (segments === undefined) return { version, sequence };
  if (sequence === undefined || !Array.isArray(segments)) return undefined;
  const positions = segments.map(positionOf).filter((position) => position !== undefined);
  const isWhole = positions.length === segments.length && positions.length > 0;
  return isWhole ? { version, sequence, segments: positions } : undefined;
}

function isNumber(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
