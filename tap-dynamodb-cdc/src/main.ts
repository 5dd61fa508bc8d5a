import { setFlagsFromString } from 'node:v8';
import { type CommandLine, type JsonObject, type ProgramContext, readJsonFile } from '@cdc-relay/singer';
import { ignoreEndpointVariables } from './aws/endpoint-variables.ts';
import { Content } from './emit/content.ts';
import type { LearningSources } from './peek/learn.ts';
import type { TapSettings } from './settings/settings.generated.ts';
import { type OpenSource, openSource } from './source.ts';
import { type ResolvedSource, resolveSource, streamName } from './source-url/resolve.ts';
import { parseState } from './state/parse.ts';
import { SnapshotSet } from './tables/snapshot-set.ts';
import { runTap } from './tap.ts';

// V8 looks for garbage once the heap has doubled; left to itself it takes a tenth more memory for the same rate.
setFlagsFromString('--heap-growing-percent=100');

/** Runs the tap against what the settings name, or only looks at it (`--discover`, `--test`). */
export async function main(context: ProgramContext<TapSettings>): Promise<void> {
  const { commandLine, log, originOf, output, signal } = context;
  const keysFrom = originOf('aws_access_key_id');
  if (keysFrom !== undefined && keysFrom !== 'the environment') ignoreEndpointVariables();
  const source = resolveSource(context.settings);
  tell(source, log);
  const { settings } = source;
  const kinesisStream = streamName(settings.stream);
  const state = parseState((await readJson(commandLine.state, 'state')) ?? {}, kinesisStream);
  const catalog = commandLine.discover ? undefined : await readJson(commandLine.catalog, 'catalog');
  const looks = commandLine.discover || commandLine.test !== undefined;
  await using opened = await openSource(source, log);
  const { kinesis, dynamoDb, describeKeys } = opened;
  const mayHaveSnapshots = settings.mode !== 'cdc' || settings.on_gap === 'resnapshot';
  using content = new Content({
    log,
    // A look keeps no bad records, as it consumes nothing.
    settings: looks ? { ...settings, on_bad_record: 'fail' } : settings,
    kinesisStream,
    catalog,
    describeKeys,
    memory: state,
    // A look shows what there is, also what a snapshot stands for.
    snapshots: looks ? new SnapshotSet() : new SnapshotSet(state.snapshots, mayHaveSnapshots),
  });
  if (looks) {
    const mayBeMissing = settings.create;
    const sources = { kinesis, dynamoDb, content, settings, log, signal, mayBeMissing };
    return await look(sources, context, commandLine);
  }
  await prepared(opened, signal);
  await runTap({ kinesis, dynamoDb, content, output, log, signal }, settings, state);
}

/** A request to end interrupts this too; what there is to print is printed all the same. */
async function prepared({ prepare }: OpenSource, signal: AbortSignal): Promise<void> {
  try {
    await prepare(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function look(
  sources: LearningSources,
  { output }: ProgramContext<TapSettings>,
  { discover: isDiscovery, test }: CommandLine,
): Promise<void> {
  const { discover } = await import('./peek/discover.ts');
  if (isDiscovery) return await discover(sources, output);
  const { testRun } = await import('./peek/test-run.ts');
  await testRun(sources, output, test ?? 'all');
}

/** What the log should say, and what it must not. */
function tell({ settings, withoutEffect }: ResolvedSource, log: ProgramContext<TapSettings>['log']): void {
  const { aws_secret_access_key: secret, aws_session_token: token } = settings;
  log.hide([secret, token].filter((text) => text !== undefined));
  for (const option of withoutEffect) log.info(`the option ${option} of the source URL has no effect here`);
}

async function readJson(path: string | undefined, option: string): Promise<JsonObject | undefined> {
  return path === undefined ? undefined : ((await readJsonFile(path, option)) as JsonObject);
}
