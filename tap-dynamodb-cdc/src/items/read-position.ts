import { isJsonObject, type JsonValue } from '@cdc-relay/singer';
import { type ExportPosition, exportOf, exportValue } from '../tables/export-position.ts';
import { positionOf, positionValue, type SegmentPosition } from '../tables/segment.ts';

/** How far the items of a table were read: the segments of its scan, or the files of an export. */
export type ReadPosition =
  | { readonly segments: readonly SegmentPosition[] }
  | { readonly export: ExportPosition };

/** Moves a position. Of what is read at the same time each moves its own part. */
export type Advance = (position: ReadPosition) => ReadPosition;

/** The position before the first item of a scan. */
export function beforeScan(segments: number): ReadPosition {
  return { segments: Array.from({ length: segments }, () => 'BEGIN' as const) };
}

/** A position as JSON. */
export function readPositionValue(position: ReadPosition): JsonValue {
  if ('export' in position) return { export: exportValue(position.export) };
  return { segments: position.segments.map(positionValue) };
}

/** Reads a position back; undefined for what is none. */
export function readPositionOf(value: JsonValue): ReadPosition | undefined {
  if (!isJsonObject(value)) return undefined;
  if (value.export !== undefined) {
    const position = exportOf(value.export);
    return position && { export: position };
  }
  if (!Array.isArray(value.segments)) return undefined;
  const segments = value.segments.map(positionOf).filter((one) => one !== undefined);
  return segments.length === value.segments.length && segments.length > 0 ? { segments } : undefined;
}
