import { ownFolder, type ProgramContext, placeOf, placeOfTarget } from '@cdc-relay/singer';
import { checkPair } from './check/check-pair.ts';
import { Outlook } from './health/outlook.ts';
import { serveOutlook } from './health/serve-outlook.ts';
import { checkpointsCommand } from './pair/checkpoints.ts';
import { commandsOf, targetCommand } from './pair/commands.ts';
import { type Ends, endsOf, stateIdOf, targetOf } from './pair/ends.ts';
import { runCommand } from './pair/run-command.ts';
import { relay } from './relay.ts';
import type { RelaySettings } from './settings/settings.generated.ts';
import { Reporter } from './status/reporter.ts';
import { keepHeapSmall } from './verify/small-heap.ts';

/** How often the status on a terminal is renewed, and the programs report what they count. */
const LIVE_SECONDS = 1;

/** Relays changes between the ends that the settings name, or runs a command of the target and returns its exit code. */
export async function main(context: ProgramContext<RelaySettings>): Promise<number | undefined> {
  const { command } = context.commandLine;
  if (command === 'verify') {
    keepHeapSmall();
    return await (await import('./verify/verify.ts')).verify(context);
  }
  if (command !== undefined) return await runTargetCommand(context);
  await relayChanges(context);
  return undefined;
}

async function runTargetCommand({
  settings,
  environment,
  originOf,
  signal,
  commandLine,
}: ProgramContext<RelaySettings>): Promise<number> {
  const { command = '', argument } = commandLine;
  const { command: statements = [], format } = commandLine.options as { command?: string[]; format?: string };
  const target = targetCommand(targetOf(settings), settings, { environment, originOf });
  const args = [
    ...command.split(' '),
    ...(argument === undefined ? [] : [argument]),
    ...statements.flatMap((sql) => ['--command', sql]),
    ...(format === undefined ? [] : ['--format', format]),
  ];
  return await runCommand(target, args, signal);
}

async function relayChanges(context: ProgramContext<RelaySettings>): Promise<void> {
  const { settings, environment, originOf, log, signal, commandLine, output } = context;
  const ends = endsOf(settings);
  log.hide(Object.values(ends));
  const seconds = log.isLive ? LIVE_SECONDS : settings.status_interval_seconds;
  const commands = commandsOf(ends, settings, { environment, originOf }, seconds);
  using folder = ownFolder('dynamodb-cdc-relay-');
  if (commandLine.check) return await checkPair(commands, { log, output, signal, folder: folder.path });
  const route = { from: placeOf(ends.source), to: placeOfTarget(ends.target) };
  const readyMs = settings.http_ready_seconds * 1000;
  const outlook = new Outlook({ version: context.program.version, route }, readyMs);
  log.info(`relays changes from ${route.from} to ${route.to}; the state is in ${stateOf(settings, ends)}`);
  await using _server = await serveOutlook(outlook, settings.http, log);
  using reporter = new Reporter(log, seconds);
  const limits = {
    most: settings.max_restarts,
    waitSeconds: settings.restart_wait_seconds,
    follows: !settings.once,
  };
  const reader = targetCommand(ends.target, settings, { environment, originOf });
  const checkpoints = settings.import_checkpoints ? checkpointsCommand(reader, ends.source) : undefined;
  await relay({ ...commands, checkpoints }, limits, { log, reporter, outlook, signal, folder: folder.path });
}

function stateOf({ state_file, state_table, state_id }: RelaySettings, ends: Ends): string {
  return state_file ?? `the table ${state_table} under the name "${state_id ?? stateIdOf(ends)}"`;
}
