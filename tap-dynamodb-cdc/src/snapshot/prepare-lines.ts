import { ProgramError } from '@cdc-relay/singer';
import { InvalidChangeRecord } from '../change-record/invalid.ts';
import type { BadRecord } from '../emit/dead-letters.ts';
import type { ReadyRecord } from '../emit/prepare.ts';
import type { Tables } from '../tables/tables.ts';
import { type ExportLines, exportedEvent } from './exported-item.ts';
import { NOWHERE } from './prepare-items.ts';

/** Lines of a file of an export. */
export interface FileLines {
  /** The name of the file. */
  readonly file: string;
  /** The place of the first one in the file, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
}

/** What became of lines. */
export interface PreparedLines {
  readonly ready: readonly ReadyRecord[];
  readonly bad: readonly BadRecord[];
}

/**
 * Decodes lines of an export and learns their items, all before the first is written. `howToKeep` is undefined where bad
 * lines are kept; else they throw ITEM_INVALID.
 */
export async function prepareLines(
  tables: Tables,
  { file, first, lines }: FileLines,
  form: ExportLines,
  howToKeep: string | undefined,
): Promise<PreparedLines> {
  const ready: ReadyRecord[] = [];
  const bad: BadRecord[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      const event = exportedEvent(line, form);
      if (event === undefined) continue;
      const stream = tables.find(event.table) ?? (await tables.register(event));
      ready.push({ stream, record: stream.record(event, NOWHERE), event });
    } catch (error) {
      if (!(error instanceof InvalidChangeRecord)) throw error;
      const place = first + index;
      if (howToKeep !== undefined) throw lineInvalid(form.table.name, file, place, error, howToKeep);
      const data = Buffer.from(line);
      bad.push({ shardId: file, sequenceNumber: String(place), reason: error.message, data });
    }
  }
  return { ready, bad };
}

function lineInvalid(
  table: string,
  file: string,
  line: number,
  cause: InvalidChangeRecord,
  howToKeep: string,
): ProgramError {
  return new ProgramError(
    'ITEM_INVALID',
    `Line ${line} of the file ${file} of an export of the table ${JSON.stringify(table)} cannot be read: ${cause.message}.`,
    { cause, remedy: `${cause.remedy ?? 'Find out what has changed the file.'} ${howToKeep}` },
  );
}
