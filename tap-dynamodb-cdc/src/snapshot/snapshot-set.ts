import type { SegmentPosition } from './segment.ts';
import { isUnfinished, type TableSnapshot } from './table-snapshot.ts';

/** Of tables without a snapshot, where there may be one later: then its version tells their rows from older ones. */
const FIRST_VERSION = 1;

/** The snapshots of a run, by table: what the state remembers of them, and what they mean for changes. */
export class SnapshotSet {
  readonly #tables: Map<string, TableSnapshot>;
  readonly #versioned: boolean;
  /** Changes that were left out, as a snapshot stands for them. */
  superseded = 0;

  /** `versioned`: whether tables without a snapshot may get one. */
  constructor(tables: ReadonlyMap<string, TableSnapshot> = new Map(), versioned = false) {
    this.#tables = new Map(tables);
    this.#versioned = versioned;
  }

  get tables(): ReadonlyMap<string, TableSnapshot> {
    return this.#tables;
  }

  /** The tables whose snapshots are to be taken, or finished, in the order in which they were asked for. */
  get unfinished(): string[] {
    return [...this.#tables].filter(([, snapshot]) => isUnfinished(snapshot)).map(([table]) => table);
  }

  /** The unfinished ones whose scan has not begun. */
  get asked(): string[] {
    return this.unfinished.filter((table) => this.#tables.get(table)?.sequence === undefined);
  }

  /** Asks for new snapshots; `now`, in milliseconds, becomes the version of the tables if it is newer than theirs. */
  ask(tables: Iterable<string>, now: number): void {
    for (const table of tables) {
      const version = Math.max(now, (this.#tables.get(table)?.version ?? 0) + 1);
      this.#tables.delete(table);
      this.#tables.set(table, { version });
    }
  }

  /** Begins a scan in so many segments; `sequence` is the version of its rows in microseconds. */
  begin(table: string, sequence: number, segments: number): void {
    const { version } = this.#tables.get(table) ?? { version: FIRST_VERSION };
    this.#tables.set(table, { version, sequence, segments: Array(segments).fill('BEGIN') });
  }

  /** Notes how far a segment of this version of the table was emitted. */
  advance(table: string, version: number, segment: number, position: SegmentPosition): void {
    const snapshot = this.#tables.get(table);
    if (snapshot?.version !== version || snapshot.segments === undefined) return;
    this.#tables.set(table, { ...snapshot, segments: snapshot.segments.with(segment, position) });
  }

  /** Notes that all of a version of the table was emitted. */
  finish(table: string, version: number): void {
    const snapshot = this.#tables.get(table);
    if (snapshot?.version === version) this.#tables.set(table, { version, sequence: snapshot.sequence });
  }

  /** Gives up the snapshot of a table that is no more. */
  forget(table: string): void {
    this.#tables.delete(table);
  }

  /** The version of the table that its records carry. */
  versionOf(table: string): number | undefined {
    return this.#tables.get(table)?.version ?? (this.#versioned ? FIRST_VERSION : undefined);
  }

  /** True for a change that is older than the table's snapshot: the snapshot stands for it. */
  supersedes(table: string, micros: number): boolean {
    return micros < (this.#tables.get(table)?.sequence ?? 0);
  }
}
