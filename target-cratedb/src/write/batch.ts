import type { Key } from '../row/key.ts';
import { compareVersions, type Version } from './version.ts';

/**
 * What is to happen to one key, or one row to append: `upsert` writes a whole row, `delete` removes it, `softDelete`
 * keeps it and notes its deletion, `tombstone` replaces it by a row of its key, version and deletion.
 */
export interface Operation {
  readonly kind: 'upsert' | 'delete' | 'softDelete' | 'tombstone';
  /** Rows of streams without a key have an id of their own. */
  readonly key: Key;
  /** The version of the row, in microseconds since the epoch; undefined when the source gives none. */
  readonly version: number | undefined;
  /** What orders it among changes of its key with the same version, as text; undefined for nothing. */
  readonly order?: string | undefined;
  /** The row as JSON text, a member per column; empty for `delete`. */
  readonly row: string;
  /** The table version that the row belongs to, for streams that send their whole table again. */
  readonly tableVersion?: number | undefined;
  /** Number of the line that it came with. */
  readonly line?: number | undefined;
  /** Which of the table's optional columns the row has. */
  readonly optional?: readonly string[] | undefined;
  /** True when part of the record is in the overflow column. */
  readonly overflowed?: boolean;
}

/** When a batch is full. */
export interface BatchLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** An operation that is not written: `superseded` by a newer one of its key, or `stale`, older itself. */
export type Dropped = 'superseded' | 'stale';

/**
 * Collects operations for one table, at most one per key and kind of statement: the newest, and of equal ones the
 * one that came last. One statement must not have a key twice, and CrateDB orders nothing between statements of one
 * round trip. A soft deletion keeps the row that came before it: whether that one is stale, is not known here.
 */
export class Batch {
  /** The last operation of each key. */
  readonly #byKey = new Map<string, Operation>();
  /** Upserts whose key is soft-deleted since. */
  readonly #beforeSoftDeletes = new Map<string, Operation>();
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
    return this.#byKey.size + this.#beforeSoftDeletes.size;
  }

  /** Adds an operation; returns which are not written because of it, itself perhaps among them. */
  add(operation: Operation): readonly Dropped[] {
    const { key } = operation;
    const present = this.#byKey.get(key.id);
    if (present !== undefined && isOlder(operation, present)) return STALE;
    this.#byKey.set(key.id, operation);
    this.#changesParts ||= operation.kind === 'softDelete' || operation.tableVersion !== undefined;
    this.#bytes += operation.row.length;
    return present === undefined ? NONE : this.#supersede(present, operation);
  }

  #supersede(present: Operation, { kind, key: { id } }: Operation): readonly Dropped[] {
    if (kind === 'softDelete' && present.kind === 'upsert') {
      this.#beforeSoftDeletes.set(id, present);
      return NONE;
    }
    this.#bytes -= present.row.length;
    const before = kind === 'softDelete' ? undefined : this.#beforeSoftDeletes.get(id);
    if (before === undefined) return SUPERSEDED;
    this.#beforeSoftDeletes.delete(id);
    this.#bytes -= before.row.length;
    return SUPERSEDED_BOTH;
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

  /** What is to be written: of a key that is upserted and soft-deleted, the upsert first. */
  operations(): Operation[] {
    return [...this.#beforeSoftDeletes.values(), ...this.#byKey.values()];
  }
}

const NONE: readonly Dropped[] = [];
const STALE: readonly Dropped[] = ['stale'];
const SUPERSEDED: readonly Dropped[] = ['superseded'];
const SUPERSEDED_BOTH: readonly Dropped[] = ['superseded', 'superseded'];

function isOlder(a: Operation, b: Operation): boolean {
  const [one, other] = [versionOf(a), versionOf(b)];
  return one !== undefined && other !== undefined && compareVersions(one, other) < 0;
}

/** What orders an operation among those of its key; undefined where the source gives nothing. */
export function versionOf({ version, order }: Operation): Version | undefined {
  return version === undefined ? undefined : { version, order };
}
