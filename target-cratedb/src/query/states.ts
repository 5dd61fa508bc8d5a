import { type ProgramContext, ProgramError, parseJson } from '@cdc-relay/singer';
import { openDatabase } from '../connection/open-database.ts';
import { optionsOf } from '../options/options-of.ts';
import type { TargetSettings } from '../settings/settings.generated.ts';
import { parseTableName, quoteTable } from '../sql/quote.ts';
import { streamsIn } from '../state/known-streams.ts';
import { removeState, type StoredState, storedState, storedStates } from '../state/stored-states.ts';
import { formatResult, type ShellFormat } from './format.ts';

/** One whose row is younger than this may be of a pipeline that still runs. */
const RECENT_MS = 60_000;

/** What `state list`, `state show NAME` and `state forget NAME` do. */
export async function runStateCommand(
  command: string,
  context: ProgramContext<TargetSettings>,
): Promise<void> {
  const { settings, commandLine, log, output } = context;
  const options = optionsOf(settings);
  if (options.state.table === undefined) throw notKept(command);
  const table = parseTableName(options.state.table, options.destination.schema);
  const name = commandLine.argument ?? '';
  await using db = openDatabase(options, context);
  if (command === 'state list') {
    const { format = 'table' } = commandLine.options as { format?: ShellFormat };
    for (const line of listOf(await storedStates(db, table), format)) await output.write(line);
  } else {
    const state = await storedState(db, table, name);
    // What is printed can be kept in a file, and the tap accepts it.
    await output.write(state.state);
    if (command === 'state forget') {
      await removeState(db, table, name);
      log.info(`the state ${JSON.stringify(name)} is removed from ${quoteTable(table)}; it is on stdout`);
      if (Date.now() - state.updatedAt < RECENT_MS)
        log.warning(
          'it was written within the last minute: if its pipeline still runs, stop it and forget the state again',
        );
    }
  }
  await output.end();
}

const TEXT_OID = 25;

function listOf(states: readonly StoredState[], format: ShellFormat): string[] {
  const columns = ['state_id', 'updated_at', 'streams'].map((name) => ({ name, oid: TEXT_OID }));
  const rows = states.map(({ id, state, updatedAt }) => [
    id,
    new Date(updatedAt).toISOString(),
    streamsIn(parseJson(state)).join(', '),
  ]);
  return formatResult({ columns, rows, done: '' }, format);
}

function notKept(command: string): ProgramError {
  return new ProgramError('STATE_NOT_KEPT', `\`${command}\` has no table of states to look into.`, {
    remedy: 'Set `state_table` (TARGET_CRATEDB_STATE_TABLE). A state in a file is the file itself.',
  });
}
