import { closeSync, openSync, writeSync } from 'node:fs';
import type { LinesOf } from './lines.ts';
import type { Operation } from './workload.ts';

const CHUNK_LINES = 5_000;

/** Writes the lines of operations to a new file, after the lines of the head. */
export function writeLines(
  path: string,
  operations: readonly Operation[],
  linesOf: LinesOf,
  head: readonly string[] = [],
): void {
  writeTexts(path, textsOf());

  function* textsOf(): Generator<string> {
    yield* head;
    for (const [position, operation] of operations.entries()) yield* linesOf(operation, position);
  }
}

/** Writes lines to a new file. */
export function writeTexts(path: string, texts: Iterable<string>): void {
  const file = openSync(path, 'w');
  try {
    let lines: string[] = [];
    for (const text of texts) {
      lines.push(text);
      if (lines.length >= CHUNK_LINES) lines = flush(file, lines);
    }
    flush(file, lines);
  } finally {
    closeSync(file);
  }
}

function flush(file: number, lines: readonly string[]): string[] {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
  return [];
}
