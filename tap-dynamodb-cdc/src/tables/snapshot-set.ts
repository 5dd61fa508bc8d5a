import type { ChangeEvent } from '../change-record/event.ts';
import type { ExportPosition } from './export-position.ts';
import type { SegmentPosition } from './segment.ts';
import { isUnfinished, type TableSnapshot } from './table-snapshot.ts';

/** Of tables without a snapshot, where there may be one later: then its version separates their rows from older ones. */
const FIRST_VERSION = 1;

/** What a snapshot begins with. */
export interface SnapshotStart {
  /** Milliseconds; becomes the version of the table if it is newer than what the table has. */
  readonly now: number;
  /** The version of the rows, in microseconds. */
  readonly sequence: number;
  readonly segments: number;
  /** The exports to read, instead of segments to scan. */
  readonly export?: ExportPosition | undefined;
  /** The part of the table that is scanned; undefined for all of it. */
  readonly share?: string | undefined;
}

/** The snapshots of a run, by table: what the state remembers of them, and what they mean for changes. */
export class SnapshotSet {
  readonly #tables: Map<string, TableSnapshot>;
  readonly #versioned: boolean;
  /** Changes that were left out, as a snapshot replaces them. */
  superseded = 0;

  /** `versioned`: whether tables without a snapshot may get one. */
  constructor(tables: ReadonlyMap<string, TableSnapshot> = new Map(), versioned = false) {
    this.#tables = new Map(tables);
    this.#versioned = versioned;
  }

  get tables(): ReadonlyMap<string, TableSnapshot> {
    return this.#tables;
  }

  /** The tables whose snapshots are to be taken, or finished. */
  get unfinished(): string[] {
    return [...this.#tables].filter(([, snapshot]) => isUnfinished(snapshot)).map(([table]) => table);
  }

  /** True for a table whose snapshot has not begun. */
  isRequested(table: string): boolean {
    return this.#tables.get(table)?.requested === true;
  }

  /** Requests new snapshots. Until they begin, everything stays as it was. */
  request(tables: Iterable<string>): void {
    for (const table of tables) {
      const { version = FIRST_VERSION, sequence } = this.#tables.get(table) ?? {};
      this.#tables.set(table, { version, sequence, requested: true });
    }
  }

  /** Begins a snapshot: from now on records carry its version, and changes that it replaces are left out. */
  begin(table: string, { now, sequence, segments, export: exports, share }: SnapshotStart): void {
    const version = Math.max(now, (this.#tables.get(table)?.version ?? 0) + 1);
    const scan = { segments: Array<'BEGIN'>(segments).fill('BEGIN') };
    this.#tables.set(table, {
      version,
      sequence,
      share,
      ...(exports === undefined ? scan : { export: exports }),
    });
  }

  /** Notes how far a segment of this version of the table was emitted. */
  advance(table: string, version: number, segment: number, position: SegmentPosition): void {
    const snapshot = this.#tables.get(table);
    if (snapshot?.version !== version || snapshot.segments === undefined) return;
    this.#tables.set(table, { ...snapshot, segments: snapshot.segments.with(segment, position) });
  }

  /** Notes how far the exports of this version of the table were read. */
  advanceExport(table: string, version: number, move: (position: ExportPosition) => ExportPosition): void {
    const snapshot = this.#tables.get(table);
    if (snapshot?.version !== version || snapshot.export === undefined) return;
    this.#tables.set(table, { ...snapshot, export: move(snapshot.export) });
  }

  /** Notes that all of a version of the table was emitted. */
  finish(table: string, version: number): void {
    const snapshot = this.#tables.get(table);
    if (snapshot?.version !== version || snapshot.requested === true) return;
    this.#tables.set(table, { version, sequence: snapshot.sequence, share: snapshot.share });
  }

  /** Forgets a table that is no more, or not wanted any more. */
  forget(table: string): void {
    this.#tables.delete(table);
  }

  /** The version of the table that its records carry. */
  versionOf(table: string): number | undefined {
    return this.#tables.get(table)?.version ?? (this.#versioned ? FIRST_VERSION : undefined);
  }

  /**
   * True for a change that the table's snapshot replaces: it is left out, and counted, as its deletion may have been
   * before everything that is read. Deletions do no harm, and help targets that do not know ACTIVATE_VERSION.
   */
  leavesOut({ table, micros, newImage }: ChangeEvent): boolean {
    const isOut = newImage !== undefined && micros < (this.#tables.get(table)?.sequence ?? 0);
    if (isOut) this.superseded += 1;
    return isOut;
  }
}
