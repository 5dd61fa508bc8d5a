import { messageOf, ProgramError } from '@cdc-relay/singer';
import { Checksum } from './checksum.ts';
import { corrupt } from './faults.ts';
import { unzippedLines } from './lines.ts';
import type { ExportFile } from './manifest.ts';
import type { ExportStore } from './store.ts';

/**
 * Yields the lines of a data file that follow the first `skipped` ones, some at a time. The whole file is read before
 * that, to check its MD5: nothing of a corrupt file is emitted. Throws EXPORT_CORRUPT and EXPORT_FILE_MISSING.
 */
export async function* linesOfFile(
  store: ExportStore,
  file: ExportFile,
  skipped: number,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const bytes = await checkedBytes(store, file, signal);
  // DynamoDB also writes files without any bytes.
  let lines = 0;
  if (bytes > 0) {
    for await (const some of unpacked(store, file, signal)) {
      const fresh = some.slice(Math.max(0, skipped - lines));
      lines += some.length;
      if (fresh.length > 0) yield fresh;
    }
  }
  if (lines !== file.items)
    throw corrupt(store.where, file.path, `it has ${lines} items, and the manifest counts ${file.items}`);
}

async function checkedBytes(store: ExportStore, file: ExportFile, signal: AbortSignal): Promise<number> {
  const checksum = new Checksum();
  for await (const chunk of store.bytes(file.path, signal)) checksum.add(chunk);
  if (checksum.equals(file.md5)) return checksum.bytes;
  throw corrupt(store.where, file.path, 'its MD5 is not that of the manifest');
}

async function* unpacked(store: ExportStore, { path }: ExportFile, signal: AbortSignal) {
  try {
    yield* unzippedLines(store.bytes(path, signal));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ProgramError) throw error;
    throw corrupt(store.where, path, `it cannot be unpacked (${messageOf(error)})`, error);
  }
}
