import { COMMON_ERRORS } from '../errors/error-catalogue.ts';
import { logConfig } from '../log/config.ts';
import { Logger } from '../log/logger.ts';
import type { Metric } from '../log/metrics.ts';
import { LineWriter } from '../output/line-writer.ts';
import { readDotEnv } from '../settings/dot-env.ts';
import type { Environment } from '../settings/environment.ts';
import { checkTogether, invalid } from '../settings/invalid.ts';
import { type ReadSettings, readConfigFiles, readSettings } from '../settings/load.ts';
import { secretsIn } from '../settings/schema.ts';
import { passwordsIn } from '../settings/url.ts';
import { isVariableOf } from '../settings/variables.ts';
import type { CommandLine } from './command-line.ts';
import { withLogLevel } from './log-options.ts';
import { parentChannel } from './parent.ts';
import { reportFault } from './report-fault.ts';
import type { Program } from './run.ts';
import { settingsFromCommandLine } from './setting-options.ts';
import { listenForSignals } from './signals.ts';

/** Runs what a command line asks of a program; returns the exit code. Faults are reported, not thrown. */
export async function execute<Settings extends object>(
  program: Program<Settings>,
  commandLine: CommandLine,
): Promise<number> {
  const { name, kind, settingsSchema, errors } = program.spec;
  const environment = withLogLevel(name, commandLine, process.env);
  const tellParent = parentChannel();
  const sendMetric = tellParent && ((metric: Metric): void => tellParent({ metric }));
  const log = new Logger(name, logConfig(name, environment), process.stderr, sendMetric);
  const signal = listenForSignals(log, { endsWithParent: kind !== 'target' });
  try {
    log.hide(commandLine.urls.flatMap(passwordsIn));
    const { settings, originOf } = await checkedSettings(program, commandLine, environment, log);
    log.hide(secretsIn(settingsSchema, settings as Record<string, unknown>));
    const output = new LineWriter(process.stdout);
    const context = {
      program: program.spec,
      settings,
      originOf,
      commandLine,
      environment,
      log,
      output,
      signal,
      tellParent,
    };
    const exitCode = await program.main(context);
    return typeof exitCode === 'number' ? exitCode : 0;
  } catch (error) {
    return reportFault(error, name, { ...COMMON_ERRORS, ...errors }, log);
  } finally {
    log.finish();
  }
}

/** The settings, or one CONFIG_INVALID with all that is wrong about them. */
async function checkedSettings<Settings extends object>(
  { spec, check }: Program<Settings>,
  commandLine: CommandLine,
  environment: Environment,
  log: Logger,
): Promise<ReadSettings<Settings>> {
  const { name, settingsSchema, settingsRules = {} } = spec;
  const dotEnv = readDotEnv((variable) => isVariableOf(name, settingsRules, variable));
  const files = await readConfigFiles(commandLine.config);
  const overrides = settingsFromCommandLine(spec, commandLine, environment);
  const sources = { files, environment, dotEnv, overrides };
  const read = readSettings<Settings>(name, settingsSchema, sources, settingsRules);
  if (Object.keys(dotEnv).length > 0) log.info(`read from the file .env: ${Object.keys(dotEnv).join(', ')}`);
  for (const notice of read.notices) log.warning(notice);
  const together = await Promise.allSettled([check?.(read.settings, commandLine)]);
  checkTogether([
    () => {
      if (read.problems.length > 0) throw invalid(read.problems);
    },
    () => {
      if (together[0].status === 'rejected') throw together[0].reason;
    },
  ]);
  return read;
}
