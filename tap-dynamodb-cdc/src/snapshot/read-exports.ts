import type { LineWriter } from '@cdc-relay/singer';
import type { BadRecords } from '../emit/bad-records.ts';
import type { StateWriter } from '../emit/state-writer.ts';
import type { ExportFile } from '../export/manifest.ts';
import { filesOfExport, type TableExport } from '../export/open-export.ts';
import { linesOfFile } from '../export/read-file.ts';
import type { TapOptions } from '../settings/options.ts';
import {
  afterFile,
  afterLines,
  afterPart,
  type ExportPosition,
  filesLeft,
} from '../tables/export-position.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import type { Tables } from '../tables/tables.ts';
import type { ExportLines } from './exported-item.ts';
import type { ItemEmitter } from './item-emitter.ts';
import { prepareLines } from './prepare-lines.ts';
import type { ScanProgress } from './scan-progress.ts';
import { together } from './together.ts';

/** What reading exports works with. */
export interface ExportReading {
  readonly tables: Tables;
  readonly snapshots: SnapshotSet;
  readonly emitter: ItemEmitter;
  readonly states: StateWriter;
  readonly output: LineWriter;
  readonly bad: BadRecords;
  /** `snapshotSegments` files are read at the same time. */
  readonly options: Pick<TapOptions, 'snapshotSegments'>;
}

/** An export, how its lines are read, and what counts them. */
export interface OneExport {
  readonly opened: TableExport;
  readonly form: ExportLines;
  readonly progress: ScanProgress;
}

/** Reads what is left of one export, some files at the same time, and notes in the state that it has ended. */
export async function readExport(reading: ExportReading, one: OneExport, signal: AbortSignal): Promise<void> {
  const { snapshots, options } = reading;
  const { name, version } = one.form.table;
  const position = snapshots.tables.get(name)?.export;
  if (position === undefined) return;
  const files = await filesOfExport(one.opened, signal);
  const left = filesLeft(position, files.length).values();
  const readSome = async (both: AbortSignal): Promise<void> => {
    for (const index of left) await readFile(reading, one, { index, file: files[index] }, both);
  };
  await together(signal, Array<typeof readSome>(options.snapshotSegments).fill(readSome));
  signal.throwIfAborted();
  snapshots.advanceExport(name, version, afterPart);
}

async function readFile(
  reading: ExportReading,
  { opened: { store }, form, progress }: OneExport,
  { index, file }: { readonly index: number; readonly file: ExportFile | undefined },
  signal: AbortSignal,
): Promise<void> {
  if (file === undefined) return;
  const move = (to: (position: ExportPosition) => ExportPosition): void =>
    reading.snapshots.advanceExport(form.table.name, form.table.version, to);
  move((position) => afterLines(position, index, 0));
  let done = reading.snapshots.tables.get(form.table.name)?.export?.open.get(index) ?? 0;
  for await (const lines of linesOfFile(store, file, done, signal)) {
    await emitLines(reading, { file: file.path, first: done + 1, lines }, form);
    done += lines.length;
    move((position) => afterLines(position, index, lines.length));
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    progress.page({ items: lines.length, units: 0, bytes });
    await reading.states.emitted(lines.length);
    await reading.output.flush();
    signal.throwIfAborted();
  }
  move((position) => afterFile(position, index));
}

async function emitLines(
  { tables, emitter, bad }: ExportReading,
  lines: Parameters<typeof prepareLines>[1],
  form: ExportLines,
): Promise<void> {
  const prepared = await prepareLines(tables, lines, form, bad.howToKeep);
  // They are on disk before the state moves past them.
  bad.keep(prepared.bad);
  await emitter.write(prepared.ready, form.table.version);
}
