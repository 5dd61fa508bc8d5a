import type { ExportFile } from '../export/manifest.ts';
import { filesOfExport, type TableExport } from '../export/open-export.ts';
import { linesOfFile } from '../export/read-file.ts';
import { afterFile, afterLines, type ExportPosition, filesLeft } from '../tables/export-position.ts';
import type { FileLines } from './prepare-lines.ts';
import { together } from './together.ts';

/** Moves the position in an export. */
export type AdvanceExport = (position: ExportPosition) => ExportPosition;

/** Who reads the files of an export. */
export interface FileReader {
  /** Files that are read at the same time. */
  readonly readers: number;
  /** Notes, at once, that a file has begun or ended. */
  readonly move: (advance: AdvanceExport) => void;
  /** Gets lines, one call at a time of a file; `advance` notes that they are done. */
  readonly lines: (lines: FileLines, advance: AdvanceExport) => Promise<void>;
}

/** Reads what is left of the files of an export, some at the same time. Throws EXPORT_CORRUPT, EXPORT_FILE_MISSING, EXPORT_UNUSABLE. */
export async function readFiles(
  opened: TableExport,
  from: ExportPosition,
  reader: FileReader,
  signal: AbortSignal,
): Promise<void> {
  const files = await filesOfExport(opened, signal);
  const left = filesLeft(from, files.length).values();
  const readSome = async (both: AbortSignal): Promise<void> => {
    for (const index of left) {
      const file = files[index];
      if (file === undefined) continue;
      const done = from.open.get(index) ?? 0;
      await readFile(reader, opened, { index, file, done }, both);
    }
  };
  await together(signal, Array<typeof readSome>(reader.readers).fill(readSome));
  signal.throwIfAborted();
}

async function readFile(
  { move, lines: receive }: FileReader,
  { store }: TableExport,
  { index, file, done }: { readonly index: number; readonly file: ExportFile; readonly done: number },
  signal: AbortSignal,
): Promise<void> {
  move((position) => afterLines(position, index, 0));
  let first = done + 1;
  for await (const lines of linesOfFile(store, file, done, signal)) {
    await receive({ file: file.path, first, lines }, (position) => afterLines(position, index, lines.length));
    first += lines.length;
    signal.throwIfAborted();
  }
  move((position) => afterFile(position, index));
}
