import { type JsonValue, ProgramError } from '@cdc-relay/singer';
import type { Database } from '../connection/database.ts';
import type { Destination } from '../destination/destination.ts';
import { parseTableName } from '../sql/quote.ts';
import { readStateFile, stateFile } from './state-file.ts';
import type { StateKeeper } from './state-keeper.ts';
import { StateTable } from './state-table.ts';

/** The table of CrateDB in which states are kept, if any, and the name of this pipeline there. */
export interface StateTableOptions {
  readonly table: string | undefined;
  readonly id: string;
}

/** Where states are kept, besides being printed. */
export interface KeptStateOptions extends StateTableOptions {
  readonly file: string | undefined;
}

/** The keepers of states that the options ask for. */
export function stateKeepers(
  db: Database,
  { schema }: Destination,
  { file, table, id }: KeptStateOptions,
): StateKeeper[] {
  return [
    ...(table === undefined ? [] : [new StateTable(db, parseTableName(table, schema), id)]),
    ...(file === undefined ? [] : [stateFile(file)]),
  ];
}

/**
 * The state that was kept last: that of the file, else of the table, else an empty one, as before the first run.
 * Throws STATE_NOT_KEPT when none is kept.
 */
export async function keptState(
  db: Database,
  { schema }: Destination,
  { file, table, id }: KeptStateOptions,
): Promise<JsonValue> {
  if (file === undefined && table === undefined) throw notKept();
  return (await lastState(db, { schema }, { file, table, id })) ?? {};
}

/** The state that was kept last; undefined when there is none, or none is kept. Throws STATE_FILE_UNUSABLE. */
export async function lastState(
  db: Database,
  { schema }: Pick<Destination, 'schema'>,
  { file, table, id }: KeptStateOptions,
): Promise<JsonValue | undefined> {
  const inFile = file === undefined ? undefined : readStateFile(file);
  if (inFile !== undefined || table === undefined) return inFile;
  return await new StateTable(db, parseTableName(table, schema), id).read();
}

function notKept(): ProgramError {
  return new ProgramError('STATE_NOT_KEPT', '--print-state has no state to print, as none is kept.', {
    remedy: 'Set `state_table` or --state-file, the same for --print-state as for the load.',
  });
}
