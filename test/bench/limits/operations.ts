import { readFileSync } from 'node:fs';

const NEWLINE = 0x0a;

/** Prepared operations by kind: rows or keys, in whatever form the file has them. */
export interface Chunk {
  readonly insert: Buffer[];
  readonly upsert: Buffer[];
  readonly delete: Buffer[];
}

/** Reads a file of prepared operations, in chunks of this many, without decoding them. */
export function readChunks(path: string, size: number): Chunk[] {
  const bytes = readFileSync(path);
  const chunks: Chunk[] = [];
  for (let begin = 0, count = 0; begin < bytes.length; count += 1) {
    const end = bytes.indexOf(NEWLINE, begin);
    if (count % size === 0) chunks.push({ insert: [], upsert: [], delete: [] });
    chunks.at(-1)?.[kindOf(bytes[begin])].push(bytes.subarray(begin + 1, end));
    begin = end + 1;
  }
  return chunks;
}

function kindOf(letter: number | undefined): keyof Chunk {
  const kinds = { i: 'insert', u: 'upsert', d: 'delete' } as const;
  const kind = kinds[String.fromCharCode(letter ?? 0) as keyof typeof kinds];
  if (kind === undefined) throw new Error('not a file of prepared operations');
  return kind;
}
