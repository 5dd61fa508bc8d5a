import type { Operation } from './batch.ts';

/** Divides rows into statements of at most this many bytes each; a longer row is a statement of its own. */
export function rowChunks(operations: readonly Operation[], maxBytes: number): Operation[][] {
  const chunks: Operation[][] = [];
  let bytes = maxBytes;
  for (const operation of operations) {
    const length = Buffer.byteLength(operation.row);
    bytes += length;
    if (bytes > maxBytes || chunks.length === 0) {
      chunks.push([]);
      bytes = length;
    }
    chunks.at(-1)?.push(operation);
  }
  return chunks;
}
