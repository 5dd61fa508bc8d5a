import { isJsonObject, type JsonObject, type JsonValue, setMember } from '@cdc-relay/singer';

/** An export that a snapshot reads. */
export interface ExportPart {
  /** Where it is, as the settings name it. */
  readonly location: string;
  /** Its ARN. */
  readonly arn: string;
  /** True while DynamoDB may still be writing it. */
  readonly pending?: boolean;
}

/** How far a table's exports were read: one after the other, and of one, file by file. */
export interface ExportPosition {
  readonly parts: readonly ExportPart[];
  /** The files of the first part that were begun: those before this place in its manifest. */
  readonly begun: number;
  /** Lines that were emitted, of the files that were begun and have not ended. */
  readonly open: ReadonlyMap<number, number>;
}

/** The position before the first line. */
export function beforeExports(parts: readonly ExportPart[]): ExportPosition {
  return { parts, begun: 0, open: new Map() };
}

/** Notes that lines of a file were emitted, or, with none, that it has begun. */
export function afterLines(position: ExportPosition, file: number, lines: number): ExportPosition {
  const open = new Map(position.open).set(file, (position.open.get(file) ?? 0) + lines);
  return { ...position, begun: Math.max(position.begun, file + 1), open };
}

/** Notes that all of a file was emitted. */
export function afterFile(position: ExportPosition, file: number): ExportPosition {
  const open = new Map(position.open);
  open.delete(file);
  return { ...position, open };
}

/** Notes that all of the first part was emitted. */
export function afterPart({ parts }: ExportPosition): ExportPosition {
  return beforeExports(parts.slice(1));
}

/** The files of the first part that are left, of this many. */
export function filesLeft({ begun, open }: ExportPosition, count: number): number[] {
  const fresh = Array.from({ length: Math.max(0, count - begun) }, (_, index) => begun + index);
  return [...[...open.keys()].sort((a, b) => a - b), ...fresh];
}

/** The position for the state. */
export function exportValue({ parts, begun, open }: ExportPosition): JsonObject {
  const lines: JsonObject = {};
  for (const [file, count] of open) setMember(lines, String(file), count);
  return { parts: parts.map((part): JsonObject => ({ ...part })), begun, open: lines };
}

/** Reads a position back; undefined for what is none. */
export function exportOf(value: JsonValue): ExportPosition | undefined {
  if (!isJsonObject(value) || !Array.isArray(value.parts) || !isJsonObject(value.open)) return undefined;
  const parts = value.parts.map(partOf).filter((part) => part !== undefined);
  const open = new Map(Object.entries(value.open).map(([file, lines]) => [Number(file), Number(lines)]));
  const counts = [value.begun ?? null, ...open.keys(), ...open.values()];
  if (parts.length !== value.parts.length || !counts.every(isCount)) return undefined;
  return { parts, begun: Number(value.begun), open };
}

function partOf(value: JsonValue): ExportPart | undefined {
  const { location, arn, pending } = isJsonObject(value) ? value : {};
  if (typeof location !== 'string' || typeof arn !== 'string') return undefined;
  return { location, arn, ...(pending === true ? { pending } : {}) };
}

function isCount(value: JsonValue): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
