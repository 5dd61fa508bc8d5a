import type { Run } from '../connection/database.ts';
import { errorKind } from '../connection/error-kind.ts';
import { STATEMENT_BYTES } from '../connection/statement-bytes.ts';
import { insertFreshRows, insertNewRows, insertRows, type TableShape } from '../sql/dml.ts';
import { fitsStatement } from '../sql/fit-statement.ts';
import { unwritten } from './append-rows.ts';
import type { Operation } from './batch.ts';
import { type ColumnGroup, columnGroups } from './column-groups.ts';
import type { PlainInserts } from './plain-inserts.ts';
import { rowChunks } from './row-chunks.ts';
import { rowsWritten } from './row-statements.ts';
import { type Settling, settleChunks } from './settle-chunks.ts';
import type { Refusal } from './settle-rows.ts';
import { type SparseRows, sparseRows } from './sparse-rows.ts';

/** No statement needs fewer bytes than this to be accepted by a CrateDB that can hold the row at all. */
const SMALLEST_CHUNK = 64 * 1024;

/** Where rows go, and how. */
export interface Insertion extends Settling {
  readonly plain: PlainInserts;
}

/** Rows for one statement. */
type Chunk = ColumnGroup & SparseRows;

/**
 * Inserts or replaces rows and checks the count: CrateDB drops rows that it does not accept from such a statement without
 * an error, and whole shards' rows when a shard is not available. The rows in question are then found one by one. Returns
 * those that CrateDB does not accept. After a transient error all of it is done again: a key makes that harmless, and of
 * rows without one those that have arrived are left out. `isRepeat`: some of the rows may have been written before.
 * Throws CRATEDB_REFUSED when no row is accepted.
 */
export async function writeRows(
  insertion: Insertion,
  shape: TableShape,
  operations: readonly Operation[],
  isRepeat: boolean,
): Promise<Refusal[]> {
  if (operations.length === 0) return [];
  let maxBytes = STATEMENT_BYTES;
  return await insertion.db.attempt(async (run, tries) => {
    const isKnown = (isRepeat || tries > 0) && shape.keys.length === 0;
    const rows = isKnown ? await unwritten(shape, operations, run) : operations;
    try {
      return await writeChunks(insertion, chunksOf(shape, rows, maxBytes), run);
    } catch (error) {
      if (errorKind(error) === 'memory') maxBytes = Math.max(SMALLEST_CHUNK, maxBytes / 2);
      throw error;
    }
  });
}

function chunksOf(shape: TableShape, rows: readonly Operation[], maxBytes: number): Chunk[] {
  return columnGroups(shape, rows).flatMap(({ shape: columns, operations }) =>
    rowChunks(operations, maxBytes)
      .flatMap((chunk) => sparseRows(columns, chunk))
      .map((sparse): Chunk => ({ shape: columns, ...sparse })),
  );
}

async function writeChunks(insertion: Insertion, chunks: readonly Chunk[], run: Run): Promise<Refusal[]> {
  const short: ColumnGroup[] = [];
  for (const chunk of chunks) {
    const isDone = await wroteAll(insertion, chunk, run);
    if (!isDone) short.push(chunk);
  }
  return await settleChunks(insertion, short, short.length < chunks.length, run);
}

/** Writes a chunk cheaply; true when that wrote every row: all were new, or none older than the one it replaces. */
async function wroteAll(
  { isPartial, plain }: Insertion,
  { shape, sparse, operations }: Chunk,
  run: Run,
): Promise<boolean> {
  if (isPartial) return false;
  const all = async (insert: string): Promise<boolean> =>
    fitsStatement(insert) && (await rowsWritten(insert, operations, run)) === operations.length;
  if (shape.keys.length === 0) return await all(insertRows(sparse));
  if (plain.isWorthATry()) {
    const isDone = await all(insertNewRows(sparse));
    plain.tried(isDone);
    if (isDone) return true;
  }
  return shape.versioned && shape.versionKind === 'bigint' && (await all(insertFreshRows(shape)));
}
