import { isJsonObject, parseJson } from '@cdc-relay/singer';
import type { Command, Commands } from './commands.ts';
import { printTo } from './kept-state.ts';
import type { PairPorts } from './run-pair.ts';
import type { Ended } from './running-program.ts';

/** The schema of CrateDB Toolkit's table where the source URL names none. */
const TOOLKIT_SCHEMA = 'ext';

/**
 * What lets the target print the checkpoints that CrateDB Toolkit has kept in CrateDB, a row a line. `source` is the
 * toolkit's URL. Which rows are meant, and what they mean, the tap knows.
 */
export function checkpointsCommand(target: Command, source: string): Command {
  const options = URL.canParse(source) ? new URL(source).searchParams : new URLSearchParams();
  const schema = options.getAll('checkpointer-schema').at(-1) ?? TOOLKIT_SCHEMA;
  const table = `"${schema.replaceAll('"', '""')}"."kinesis_checkpoints"`;
  const sql = `SELECT "namespace", "shard_id", "sequence", "active", "updated_at" FROM ${table}`;
  return { ...target, args: ['shell', ...target.args, '--command', sql, '--format', 'json'] };
}

/** Whether a state says where reading goes on; nothing is imported then. */
function hasBookmarks(state: string): boolean {
  const { bookmarks = {} } = parseJson(state) as { bookmarks?: unknown };
  return isJsonObject(bookmarks as never) && Object.keys(bookmarks as object).length > 0;
}

/** Before the first state is kept, the tap goes on where CrateDB Toolkit ended, if that is asked for: with these arguments. */
export async function importCheckpoints(
  { checkpoints }: Commands,
  state: string,
  path: string,
  ports: PairPorts,
): Promise<{ readonly args: readonly string[]; readonly failed?: Ended }> {
  if (checkpoints === undefined || hasBookmarks(state)) return { args: [] };
  const ended = await printTo(path, checkpoints, ports);
  if (ended.code === 0) return { args: ['--import-checkpoints', path] };
  // A table that is not there does not come by waiting.
  return { args: [], failed: ended.fault === 'CRATEDB_REFUSED' ? { ...ended, restart: 'never' } : ended };
}
