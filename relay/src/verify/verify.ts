import { setMaxListeners } from 'node:events';
import {
  counted,
  invalidSettings,
  type JsonObject,
  type Logger,
  type ProgramContext,
  placeOf,
  placeOfTarget,
  readJsonFile,
  type SingerMessage,
} from '@cdc-relay/singer';
import { beforeScan, type ItemTable, openItems } from 'tap-dynamodb-cdc';
import { openComparison, openTarget, type TableComparison, targetSettings } from 'target-cratedb';
import { type Ends, stateIdOf, targetOf } from '../pair/ends.ts';
import type { RelaySettings } from '../settings/settings.generated.ts';
import { emptyReport, exitCodeOf, type TableReport } from './finding.ts';
import { checkKeys, keysOf } from './keys-file.ts';
import { type VerifyOptions, verifyOptions } from './options.ts';
import { passing } from './pipeline.ts';
import { newProgress, type TableProgress } from './progress.ts';
import { ProgressFile } from './progress-file.ts';
import { progressLog } from './progress-log.ts';
import { reportLines } from './report-text.ts';
import { sourceOf } from './source-url.ts';
import { type TablePorts, TableVerification } from './verify-table.ts';

type Context = ProgramContext<RelaySettings>;
type TargetGiven = ReturnType<typeof targetSettings>;

/** Compares the tables of a source with those of CrateDB, and prints a report; returns the exit code. */
export async function verify(context: Context): Promise<number> {
  const { settings, environment, log, signal, output, commandLine } = context;
  // Every look at an item listens.
  setMaxListeners(0, signal);
  const options = verifyOptions(commandLine.options);
  const source = sourceOf(commandLine.argument, environment);
  const ends = { source, target: targetOf(settings) };
  log.hide(Object.values(ends));
  const file = new ProgressFile(options.progress, comparisonOf(ends, options));
  const files = await configFile(settings.tap_config);
  const catalog = await catalogOf(commandLine.catalog);
  using items = await openItems({ url: source, files, environment, catalog }, log, signal);
  const given = await targetGiven(context, ends);
  await using target = openComparison(given, { log, signal, stateFile: settings.state_file });
  const unknown = (seconds: number): void => log.warning(withoutState(stateNameOf(settings, ends), seconds));
  const pipeline = { state: target.state, readUntil: items.readUntil, unknown };
  const passed = passing(pipeline, options.waiting, signal);
  const repair = options.repair ? writer(given, context) : undefined;
  const run = { options, file, log, signal, passed, repair };
  const reports: TableReport[] = [];
  for (const table of onlyOne(items.tables, options))
    reports.push(await verifyTable(table, target.table(), run));
  for (const line of reportLines(reports, options.format)) await output.write(line);
  await output.flush();
  file.remove();
  return exitCodeOf(reports);
}

/** What the tables of a run have in common. */
interface Run extends Pick<TablePorts, 'signal' | 'passed' | 'repair'> {
  readonly options: VerifyOptions;
  readonly file: ProgressFile;
  readonly log: Logger;
}

async function verifyTable(items: ItemTable, rows: TableComparison, run: Run): Promise<TableReport> {
  const { options, file, log, ...ports } = run;
  const finished = file.finished(items.name);
  if (finished !== undefined) return finished;
  const begun = file.begun(items.name);
  if (begun !== undefined)
    log.info(`verifying ${items.name}: goes on after ${counted(begun.report.items, 'item')}`);
  const { progress, expected } = await beginning(items, run, begun);
  const logged = progressLog(log, expected);
  const moved = async (now: TableProgress): Promise<void> => {
    logged(now.report);
    await file.save(now);
  };
  const verification = new TableVerification({ ...ports, items, rows, moved }, options, progress);
  if (options.keys !== undefined) {
    await checkKeys(options.keys, items);
    return await verification.keys(keysOf(options.keys, items));
  }
  const report = await verification.run();
  await file.finish(report);
  return report;
}

/** The progress to go on from, and how many items are expected. */
async function beginning(
  items: ItemTable,
  { options, log, signal }: Run,
  begun: TableProgress | undefined,
): Promise<{ readonly progress: TableProgress; readonly expected: number }> {
  if (options.export === undefined) {
    const position = beforeScan(options.segments ?? items.segments);
    const progress = begun ?? newProgress(emptyReport(items.name, options), position);
    return { progress, expected: items.itemCount };
  }
  const { place, until, itemCount, beginning } = await items.findExport(options.export, signal);
  const from = { place, asOf: new Date(until).toISOString() };
  if (begun === undefined) log.info(`verifying ${items.name} by the export ${place} as of ${from.asOf}`);
  const progress = begun ?? newProgress(emptyReport(items.name, options, from), beginning);
  return { progress, expected: itemCount };
}

/** Keys, and exports, are of one table. Throws CONFIG_INVALID. */
function onlyOne(tables: readonly ItemTable[], options: VerifyOptions): readonly ItemTable[] {
  const flag = options.keys === undefined ? '--export' : '--keys';
  if ((options.keys ?? options.export) === undefined || tables.length === 1) return tables;
  throw invalidSettings([
    `"${flag}" is of one table, and the source has ${tables.length}: name one in TAP_DYNAMODB_CDC_TABLES`,
  ]);
}

/** What is compared, and how it is reported: progress of something else is of no use. */
function comparisonOf({ source, target }: Ends, options: VerifyOptions): string {
  const { sample, values, hashKeys, export: from } = options;
  const how = [
    ...(from === undefined ? [] : [`export ${from}`]),
    `sample ${sample}`,
    ...(values ? ['values'] : []),
    ...(hashKeys ? ['hashed keys'] : []),
  ];
  return `${placeOf(source)} to ${placeOfTarget(target)}, ${how.join(', ')}`;
}

function stateNameOf({ state_file: file, state_id: id }: RelaySettings, ends: Ends): string {
  return file === undefined ? `under the name "${id ?? stateIdOf(ends)}"` : `in ${file}`;
}

function withoutState(place: string, seconds: number): string {
  return `no STATE of a pipeline that reads changes is kept ${place}: what differs is looked at again after ${seconds} s. If a pipeline loads this table, name its URLs, or its state in DYNAMODB_CDC_RELAY_STATE_ID (\`dynamodb-cdc-relay state list\` shows the names), or set --settle to a time within which changes arrive.`;
}

async function targetGiven(
  { settings, environment }: Context,
  ends: { readonly source: string; readonly target: string },
): Promise<TargetGiven> {
  const state = { state_table: settings.state_table, state_id: settings.state_id ?? stateIdOf(ends) };
  const overrides = { url: ends.target, ...(settings.state_file === undefined ? state : {}) };
  const [file = {}] = await configFile(settings.target_config);
  return targetSettings(environment, file, overrides);
}

async function catalogOf(path: string | undefined): Promise<JsonObject | undefined> {
  return path === undefined ? undefined : ((await readJsonFile(path, 'catalog')) as JsonObject);
}

async function configFile(path: string | undefined): Promise<JsonObject[]> {
  return path === undefined ? [] : [(await readJsonFile(path, 'config')) as JsonObject];
}

/**
 * Has the target write as in a load of its own: guarded by versions, and by the lease of delete_mode: remove. It keeps no
 * state: that of the pipeline is the pipeline's.
 */
function writer(
  given: TargetGiven,
  { log, signal }: Context,
): (messages: readonly SingerMessage[]) => Promise<void> {
  const { state_table: _, ...settings } = given;
  return async (messages) => {
    await using target = openTarget({ ...settings, on_bad_record: 'fail' }, { log, signal });
    for (const message of messages) await target.accept(message);
    await target.close();
  };
}
