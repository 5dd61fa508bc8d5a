import { type JsonObject, type ProgramContext, readJsonFile, type SingerMessage } from '@cdc-relay/singer';
import { openItems } from 'tap-dynamodb-cdc';
import { openComparison, openTarget, targetSettings } from 'target-cratedb';
import { stateIdOf, targetOf } from '../pair/ends.ts';
import type { RelaySettings } from '../settings/settings.generated.ts';
import { exitCodeOf, type TableReport } from './finding.ts';
import { verifyOptions } from './options.ts';
import { passing } from './pipeline.ts';
import { reportLines } from './report-text.ts';
import { sourceOf } from './source-url.ts';
import { TableVerification } from './verify-table.ts';

type Context = ProgramContext<RelaySettings>;
type TargetGiven = Parameters<typeof openTarget>[0];

/** How often progress is logged. */
const PROGRESS_MS = 10_000;

/** Compares the tables of a source with those of CrateDB, and prints a report; returns the exit code. */
export async function verify(context: Context): Promise<number> {
  const { settings, environment, log, signal, output, commandLine } = context;
  const options = verifyOptions(commandLine.options);
  const source = sourceOf(commandLine.argument, environment);
  const ends = { source, target: targetOf(settings) };
  log.hide(Object.values(ends));
  const files = await configFile(settings.tap_config);
  using items = await openItems({ url: source, files, environment }, log, signal);
  const given = await targetGiven(context, ends);
  await using target = openComparison(given, { log, signal, stateFile: settings.state_file });
  const passed = passing({ state: target.state, readUntil: items.readUntil }, options.waiting, signal);
  const write = options.repair ? writer(given, context) : undefined;
  const reports: TableReport[] = [];
  for (const table of items.tables) {
    const progress = progressLog(context, table.itemCount);
    const ports = { items: table, rows: target.table(), passed, repair: write, progress, signal };
    reports.push(await new TableVerification(ports, options).run());
  }
  for (const line of reportLines(reports, options)) await output.write(line);
  await output.flush();
  return exitCodeOf(reports);
}

async function targetGiven(
  { settings, environment }: Context,
  ends: { readonly source: string; readonly target: string },
): Promise<ReturnType<typeof targetSettings>> {
  const state = { state_table: settings.state_table, state_id: settings.state_id ?? stateIdOf(ends) };
  const overrides = { url: ends.target, ...(settings.state_file === undefined ? state : {}) };
  const [file = {}] = await configFile(settings.target_config);
  return targetSettings(environment, file, overrides);
}

async function configFile(path: string | undefined): Promise<JsonObject[]> {
  return path === undefined ? [] : [(await readJsonFile(path, 'config')) as JsonObject];
}

/** Has the target write as in a load of its own: guarded by versions, and by the lease of delete_mode: remove. */
function writer(
  given: TargetGiven,
  { log, signal }: Context,
): (messages: readonly SingerMessage[]) => Promise<void> {
  return async (messages) => {
    await using target = openTarget({ ...given, on_bad_record: 'fail' }, { log, signal });
    for (const message of messages) await target.accept(message);
    await target.close();
  };
}

function progressLog({ log }: Context, itemCount: number): (report: TableReport) => void {
  let last = performance.now();
  return ({ table, items, seconds }) => {
    if (performance.now() - last < PROGRESS_MS) return;
    last = performance.now();
    const left = items === 0 ? 0 : Math.max(0, ((itemCount - items) / items) * seconds);
    log.info(`verifying ${table}: ${items} of about ${itemCount} items, about ${Math.round(left)} s left`);
  };
}
