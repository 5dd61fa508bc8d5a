import type { Key } from '../row/key.ts';
import { marked } from './mark.ts';

/**
 * What is to happen to one key, or one row to append: `upsert` writes a whole row, `delete` removes it, `mark` keeps
 * it and notes its deletion.
 */
export interface Operation {
  readonly kind: 'upsert' | 'delete' | 'mark';
  /** Rows of streams without a key have an id of their own. */
  readonly key: Key;
  /** The version of the row, in microseconds since the epoch; undefined when the source gives none. */
  readonly version: number | undefined;
  /** The row as JSON text, a member per column; empty for `delete`. */
  readonly row: string;
  /** The table version that the row belongs to, for streams that send their whole table anew. */
  readonly tableVersion?: number | undefined;
  /** Number of the line that it came with. */
  readonly line?: number | undefined;
  /** True when part of the record stands in the overflow column. */
  readonly overflowed?: boolean;
}

/** When a batch is full. */
export interface BatchLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** What adding an operation did: `superseded` replaced an older one of the same key, `stale` was older itself. */
export type Added = 'added' | 'superseded' | 'stale';

/**
 * Collects operations for one table, at most one per key: the newest, and of equal versions the one that came last.
 * One statement must not meet a key twice, and CrateDB orders nothing between statements of one round trip.
 */
export class Batch {
  readonly #byKey = new Map<string, Operation>();
  /** Position of the first record, for the watermark. */
  readonly firstPosition: number;
  readonly began = new Date();
  #bytes = 0;
  /** True when writing it may change a part of a row's columns. */
  #changesParts = false;

  constructor(firstPosition: number) {
    this.firstPosition = firstPosition;
  }

  /** Length of all rows. */
  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#byKey.size;
  }

  add(operation: Operation): Added {
    const { key } = operation;
    const present = this.#byKey.get(key.id);
    if (present !== undefined && isOlder(operation, present)) return 'stale';
    const keepsAttributes = operation.kind === 'mark' && present?.kind === 'upsert';
    const next = keepsAttributes ? marked(present, operation) : operation;
    this.#byKey.set(key.id, next);
    this.#changesParts ||= operation.kind === 'mark' || operation.tableVersion !== undefined;
    this.#bytes += next.row.length - (present?.row.length ?? 0);
    return present === undefined ? 'added' : 'superseded';
  }

  /** True when it does not matter which of two batches is written first, or whether both are at the same time. */
  isIndependentOf(other: Batch): boolean {
    if (this.#changesParts || other.#changesParts) return false;
    for (const id of this.#byKey.keys()) if (other.#byKey.has(id)) return false;
    return true;
  }

  isFull(limits: BatchLimits): boolean {
    return this.size >= limits.rows || this.#bytes >= limits.bytes;
  }

  operations(): Operation[] {
    return [...this.#byKey.values()];
  }
}

function isOlder(a: Operation, b: Operation): boolean {
  return a.version !== undefined && b.version !== undefined && a.version < b.version;
}
