import { setFlagsFromString } from 'node:v8';
import { type JsonObject, type Logger, observe, type ProgramContext, readJsonFile } from '@cdc-relay/singer';
import { ignoreEndpointVariables } from './aws/endpoint-variables.ts';
import { CallWatch } from './calls/call-watch.ts';
import { BadRecords } from './emit/bad-records.ts';
import { Distribution } from './emit/distribution.ts';
import { preparationOf } from './emit/prepare.ts';
import { ERRORS } from './error-catalogue.ts';
import { checkpointsPath, importedCheckpoints } from './imported-checkpoints.ts';
import type { LearningSources } from './peek/learn.ts';
import { CONSUMER, optionsOf, type TapOptions } from './settings/options.ts';
import type { TapSettings } from './settings/settings.generated.ts';
import { type OpenSource, openSource } from './source.ts';
import { type ResolvedSource, resolveSource, streamName } from './source-url/resolve.ts';
import { parseState } from './state/parse.ts';
import { openTables, warnOfUnmatched } from './tables/open-tables.ts';
import { SnapshotSet } from './tables/snapshot-set.ts';
import { runTap } from './tap.ts';

// V8 looks for garbage once the heap has doubled; left to itself it takes a tenth more memory for the same rate.
setFlagsFromString('--heap-growing-percent=100');

/** Runs the tap against what the settings name, or only peeks at it (`--discover`, `--test`). */
export async function main(context: ProgramContext<TapSettings>): Promise<void> {
  const { commandLine, log, originOf, output, signal } = context;
  const keysFrom = originOf('aws_access_key_id');
  if (keysFrom !== undefined && keysFrom !== 'the environment') ignoreEndpointVariables();
  const source = resolveSource(context.settings);
  logSource(source, log, checkpointsPath(context) !== undefined);
  const options = optionsOf(source.settings);
  if (commandLine.check) return await check(source, options, context);
  const kinesisStream = streamName(options.stream);
  if (commandLine.command === 'remove-consumer') return await removeConsumer(options, context);
  const state = parseState((await readJson(commandLine.state, 'state')) ?? {}, kinesisStream);
  const runs = !commandLine.discover && commandLine.test === undefined;
  const checkpoints = runs ? await importedCheckpoints(context, source, state) : undefined;
  const catalog = commandLine.discover ? undefined : await readJson(commandLine.catalog, 'catalog');
  const aws = { ...options.aws, watch: new CallWatch() };
  await using opened = await openSource({ ...options, aws }, source.file, log);
  const { kinesis, dynamoDb, exportStores, describeKeys } = opened;
  const tables = openTables(options, { kinesisStream, catalog, describeKeys, memory: state.tables }, log);
  const distribution = new Distribution(options.acceptAutoDistribution, log);
  if (!runs) {
    // A peek shows what there is, also what a snapshot replaces; it keeps no bad records, as it consumes nothing.
    const parts = { tables, snapshots: new SnapshotSet(), distribution, howToKeepBad: undefined };
    const preparation = preparationOf(options, parts);
    return await peek({ kinesis, dynamoDb, tables, preparation, options, log, signal }, context);
  }
  using bad = new BadRecords(options, log);
  const route = { from: `Kinesis stream ${kinesisStream}` };
  await using observation = await observe(context, route, source.settings.http);
  await prepared(opened, signal);
  try {
    const { watch } = observation;
    const ports = {
      ...{ kinesis, kinesisStream, dynamoDb, exportStores, tables, distribution, bad, checkpoints },
      ...{ output, log, watch, signal },
    };
    await runTap(ports, { ...options, aws }, state);
  } finally {
    warnOfUnmatched(tables, log);
  }
}

async function check(
  { file }: ResolvedSource,
  options: TapOptions,
  context: ProgramContext<TapSettings>,
): Promise<void> {
  const { quick, runCheck } = await import('./check/run-check.ts');
  const own = quick(options);
  await using source = await openSource(own, file, context.log);
  await runCheck(context, source, own, { file, errors: ERRORS });
}

async function removeConsumer(
  { stream, aws, fanOut = CONSUMER }: TapOptions,
  { log, signal }: ProgramContext<TapSettings>,
): Promise<void> {
  const { consumerCalls } = await import('./kinesis/connect.ts');
  const { removeConsumer: remove } = await import('./kinesis/consumer.ts');
  const calls = consumerCalls(stream, fanOut, aws, log);
  try {
    const was = await remove(calls, signal);
    log.info(was ? `the consumer ${fanOut} is removed` : `there was no consumer ${fanOut}`);
  } finally {
    calls.client.destroy();
  }
}

/** A request to end interrupts this too; what there is to print is printed all the same. */
async function prepared({ prepare }: OpenSource, signal: AbortSignal): Promise<void> {
  try {
    await prepare(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function peek(
  sources: LearningSources,
  { commandLine, output }: ProgramContext<TapSettings>,
): Promise<void> {
  const { discover } = await import('./peek/discover.ts');
  if (commandLine.discover) return await discover(sources, output);
  const { testRun } = await import('./peek/test-run.ts');
  await testRun(sources, output, commandLine.test ?? 'all');
}

/** What the log should say, and what it must not. */
function logSource({ settings, withoutEffect }: ResolvedSource, log: Logger, imports: boolean): void {
  const { aws_secret_access_key: secret, aws_session_token: token } = settings;
  log.hide([secret, token].filter((text) => text !== undefined));
  for (const option of withoutEffect.filter((name) => !imports || !name.startsWith('checkpointer')))
    log.info(`the option ${option} of the source URL has no effect here`);
}

async function readJson(path: string | undefined, option: string): Promise<JsonObject | undefined> {
  return path === undefined ? undefined : ((await readJsonFile(path, option)) as JsonObject);
}
