import { isJsonObject, type JsonObject, type JsonValue } from '@cdc-relay/singer';
import { type ExportPosition, exportOf, exportValue } from './export-position.ts';
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
  /** How far exports were read, where the items come from there; undefined as `segments` is. */
  readonly export?: ExportPosition | undefined;
  /** The part of the table that its segments are, as `3/8`; undefined for all of it. */
  readonly share?: string | undefined;
}

/** True until all rows of the snapshot were emitted. */
export function isUnfinished({ requested, segments, export: exports }: TableSnapshot): boolean {
  return requested === true || segments !== undefined || exports !== undefined;
}

/** A snapshot for the state. */
export function snapshotValue(snapshot: TableSnapshot): JsonObject {
  const { version, sequence, requested, segments, export: exports, share } = snapshot;
  return {
    version,
    ...(sequence === undefined ? {} : { sequence }),
    ...(requested === true ? { requested } : {}),
    ...(segments === undefined ? {} : { segments: segments.map(positionValue) }),
    ...(exports === undefined ? {} : { export: exportValue(exports) }),
    ...(share === undefined ? {} : { share }),
  };
}

/** Reads a snapshot back; undefined for what is none. */
export function snapshotOf(value: JsonValue): TableSnapshot | undefined {
  if (!isJsonObject(value)) return undefined;
  const { version, sequence, segments, share } = value;
  // Earlier states have it as "asked".
  const requested = value.requested ?? value.asked ?? false;
  if (!isCount(version) || !(sequence === undefined || isCount(sequence))) return undefined;
  if (typeof requested !== 'boolean' || !(share === undefined || typeof share === 'string')) return undefined;
  const snapshot = { version, sequence, requested, share };
  if (value.export !== undefined) return withExport(snapshot, exportOf(value.export));
  if (segments === undefined) return snapshot;
  if (sequence === undefined || !Array.isArray(segments)) return undefined;
  const positions = segments.map(positionOf).filter((position) => position !== undefined);
  const isWhole = positions.length === segments.length && positions.length > 0;
  return isWhole ? { ...snapshot, segments: positions } : undefined;
}

function withExport(snapshot: TableSnapshot, exports: ExportPosition | undefined): TableSnapshot | undefined {
  return exports === undefined || snapshot.sequence === undefined
    ? undefined
    : { ...snapshot, export: exports };
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
