import { type Finding, fail, isJsonObject, type JsonValue, ok, unwritable } from '@cdc-relay/singer';
import { streamsIn } from '../state/known-streams.ts';
import type { CheckParts } from './parts.ts';

/** Reads the state that is kept, and looks whether its file could be written. Throws STATE_FILE_UNUSABLE. */
export async function lookAtState({ options, stateFile, state }: CheckParts): Promise<Finding[]> {
  const { table, id } = options.state;
  const places = [
    ...(stateFile === undefined ? [] : [`the file ${stateFile}`]),
    ...(table === undefined ? [] : [`the table ${table} as "${id}"`]),
  ];
  if (places.length === 0) return [ok('printed on stdout, and not kept')];
  const problem = stateFile === undefined ? undefined : unwritable(stateFile, { replaced: true });
  if (problem !== undefined) return [fail(`the file ${stateFile} cannot be written: ${problem}`)];
  return [ok(`kept in ${places.join(' and ')}: ${described(await state())}`)];
}

/** What a state says to whoever starts a run. */
function described(state: JsonValue | undefined): string {
  if (!isJsonObject(state) || Object.keys(state).length === 0)
    return 'none yet, so that a run begins at its start';
  const streams = streamsIn(state);
  return streams.length === 0 ? 'it names no stream' : `it goes on with ${streams.join(', ')}`;
}

/** Looks whether bad records have a place. */
export async function lookAtDeadLetters({ options: { deadLetters } }: CheckParts): Promise<Finding[]> {
  const path = deadLetters?.path;
  if (path === undefined) return [ok('no file: the first bad record ends a load')];
  const problem = unwritable(path, { replaced: false });
  if (problem !== undefined) return [fail(`the file ${path} cannot be written: ${problem}`)];
  return [ok(`${path}, up to ${deadLetters?.limit} bad records a run`)];
}

const HOUR_MS = 3_600_000;

/** What deletions do; the relay compares the hours with the retention of its source. */
export async function lookAtDeletions(
  { options: { streams } }: CheckParts,
  report: (name: string, value: number) => void,
): Promise<Finding[]> {
  const { deleteMode, tombstoneRetentionMs } = streams;
  if (deleteMode === 'mark') return [ok('delete_mode mark: rows stay, and are marked')];
  const hours = tombstoneRetentionMs / HOUR_MS;
  report(TOMBSTONE_HOURS, hours);
  return [
    ok(
      `delete_mode ${deleteMode}: remembered for ${hours} h, which has to be longer than the source can replay`,
    ),
  ];
}

/** The name of the hours for which deletions are remembered. */
const TOMBSTONE_HOURS = 'tombstone_retention_hours';
