import type { LineWriter } from '@cdc-relay/singer';
import type { BadRecords } from '../emit/bad-records.ts';
import type { StateWriter } from '../emit/state-writer.ts';
import type { TableExport } from '../export/open-export.ts';
import type { TapOptions } from '../settings/options.ts';
import { afterPart } from '../tables/export-position.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import type { Tables } from '../tables/tables.ts';
import type { ExportLines } from './exported-item.ts';
import type { ItemEmitter } from './item-emitter.ts';
import { type FileLines, prepareLines } from './prepare-lines.ts';
import { type AdvanceExport, readFiles } from './read-files.ts';
import type { ScanProgress } from './scan-progress.ts';

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
export async function readExport(
  reading: ExportReading,
  { opened, form, progress }: OneExport,
  signal: AbortSignal,
): Promise<void> {
  const { snapshots, states, output, options } = reading;
  const { name, version } = form.table;
  const position = snapshots.tables.get(name)?.export;
  if (position === undefined) return;
  const move = (advance: AdvanceExport): void => snapshots.advanceExport(name, version, advance);
  const lines = async (some: FileLines, advance: AdvanceExport): Promise<void> => {
    await emitLines(reading, some, form);
    move(advance);
    const bytes = some.lines.reduce((sum, line) => sum + line.length, 0);
    progress.page({ items: some.lines.length, units: 0, bytes });
    await states.emitted(some.lines.length);
    await output.flush();
  };
  await readFiles(opened, position, { readers: options.snapshotSegments, move, lines }, signal);
  move(afterPart);
}

async function emitLines(
  { tables, emitter, bad }: ExportReading,
  lines: FileLines,
  form: ExportLines,
): Promise<void> {
  const prepared = await prepareLines(tables, lines, form, bad.howToKeep);
  // They are on disk before the state moves past them.
  bad.keep(prepared.bad);
  await emitter.write(prepared.ready, form.table.version);
}
