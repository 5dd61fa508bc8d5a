import { invalidSettings, messageOf, type ProgramContext, ProgramError, readText } from '@cdc-relay/singer';
import type { TapSettings } from './settings/settings.generated.ts';
import type { Checkpoint } from './shards/checkpoints.ts';
import type { ResolvedSource } from './source-url/resolve.ts';
import { toolkitOptions } from './source-url/toolkit.ts';
import { parseCheckpoints } from './state/checkpoint-rows.ts';
import type { StreamState } from './state/state.ts';

/** A row has some 150 characters, and a stream has had at most some thousand shards. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The file of `--import-checkpoints`; undefined without that option. */
export function checkpointsPath({
  commandLine,
}: Pick<ProgramContext<TapSettings>, 'commandLine'>): string | undefined {
  return (commandLine.options as { importCheckpoints?: string }).importCheckpoints;
}

/**
 * The checkpoints of CrateDB Toolkit that a run goes on from: those of `--import-checkpoints`, unless a state has
 * bookmarks. Throws CHECKPOINTS_INVALID and CONFIG_UNREADABLE, and CONFIG_INVALID where a run without them would leave out
 * changes.
 */
export async function importedCheckpoints(
  context: Pick<ProgramContext<TapSettings>, 'commandLine' | 'settings' | 'log'>,
  { file, settings: { stream, start, dynamodb_streams, mode } }: ResolvedSource,
  { bookmarks }: StreamState,
): Promise<readonly Checkpoint[] | undefined> {
  const path = checkpointsPath(context);
  const { keepsCheckpoints, name = stream } = toolkitOptions(context.settings.source_url);
  if (bookmarks.size > 0) {
    if (path !== undefined)
      context.log.info('the state has bookmarks: no checkpoint of CrateDB Toolkit is read');
    return undefined;
  }
  if (path !== undefined) {
    if (file !== undefined || dynamodb_streams !== undefined || mode === 'snapshot')
      throw invalidSettings(['--import-checkpoints is for a Kinesis stream, which this source is not']);
    return parseCheckpoints(await textOf(path), name);
  }
  if (start === 'latest' && keepsCheckpoints) throw lostPosition();
  return undefined;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readText(path, MAX_BYTES);
  } catch (cause) {
    throw new ProgramError(
      'CONFIG_UNREADABLE',
      `--import-checkpoints ${path} cannot be read: ${messageOf(cause)}`,
      { remedy: "Name a file with the rows of CrateDB Toolkit's table `kinesis_checkpoints`.", cause },
    );
  }
}

/** With `checkpointer=cratedb` the toolkit reads from `start` only where it has no checkpoint. */
function lostPosition(): ProgramError {
  return invalidSettings([
    'checkpointer=cratedb and start=latest together would leave out the changes since the checkpoint of CrateDB Toolkit: go on from it with --import-checkpoints, or begin before it with start=at-timestamp and start-timestamp, or with start=earliest',
  ]);
}
