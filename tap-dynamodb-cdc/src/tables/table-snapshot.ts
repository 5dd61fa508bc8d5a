import { isJsonObject, type JsonObject, type JsonValue } from '@cdc-relay/singer';
import { positionOf, positionValue, type SegmentPosition } from './segment.ts';

/** What is remembered of a table's snapshot. */
export interface TableSnapshot {
  /** The version of the table that its records carry. */
  readonly version: number;
  /**
   * The version of its rows, in microseconds since the epoch: the snapshot replaces every change before that.
   * Undefined where there was none yet.
   */
  readonly sequence?: number | undefined;
  /** True until a new snapshot that was requested begins. */
  readonly requested?: boolean;
  /** How far each segment was scanned; undefined before the snapshot begins and after it has ended. */
  readonly segments?: readonly SegmentPosition[] | undefined;
}

/** True until all rows of the snapshot were emitted. */
export function isUnfinished({ requested, segments }: TableSnapshot): boolean {
  return requested === true || segments !== undefined;
}

/** A snapshot for the state. */
export function snapshotValue({ version, sequence, requested, segments }: TableSnapshot): JsonObject {
  return {
    version,
    ...(sequence === undefined ? {} : { sequence }),
    ...(requested === true ? { requested } : {}),
    ...(segments === undefined ? {} : { segments: segments.map(positionValue) }),
  };
}

/** Reads a snapshot back; undefined for what is none. */
export function snapshotOf(value: JsonValue): TableSnapshot | undefined {
  if (!isJsonObject(value)) return undefined;
  const { version, sequence, segments } = value;
  // Earlier states have it as "asked".
  const requested = value.requested ?? value.asked ?? false;
  if (!isCount(version) || !(sequence === undefined || isCount(sequence))) return undefined;
  if (typeof requested !== 'boolean') return undefined;
  const snapshot = { version, sequence, requested };
  if (segments === undefined) return snapshot;
  if (sequence === undefined || !Array.isArray(segments)) return undefined;
  const positions = segments.map(positionOf).filter((position) => position !== undefined);
  const isWhole = positions.length === segments.length && positions.length > 0;
  return isWhole ? { ...snapshot, segments: positions } : undefined;
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
