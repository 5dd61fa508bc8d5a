import { COMMON_ERRORS } from '../errors/error-catalogue.ts';
import { PIPE_CLOSED } from '../errors/errors.ts';
import { logConfig } from '../log/config.ts';
import { Logger } from '../log/logger.ts';
import type { Metric } from '../log/metrics.ts';
import { isClosedPipe, LineWriter } from '../output/line-writer.ts';
import { checkTogether, invalid } from '../settings/check.ts';
import { readDotEnv } from '../settings/dot-env.ts';
import type { Environment } from '../settings/environment.ts';
import { type ReadSettings, readConfigFiles, readSettings } from '../settings/load.ts';
import { secretsIn } from '../settings/schema.ts';
import { passwordsIn } from '../settings/url.ts';
import { isVariableOf } from '../settings/variables.ts';
import { about } from './about.ts';
import { type CommandLine, parseCommandLine } from './command-line.ts';
import { withLogLevel } from './log-options.ts';
import { type ParentMessage, parentChannel } from './parent.ts';
import { reportFault } from './report-fault.ts';
import { settingsFromCommandLine } from './setting-options.ts';
import { listenForSignals } from './signals.ts';
import type { ProgramSpec } from './spec.ts';

/** What a program's main function gets: everything from outside that it may touch. */
export interface ProgramContext<Settings> {
  /** Which program it is. */
  readonly program: Pick<ProgramSpec, 'name' | 'version'>;
  readonly settings: Settings;
  /** The source that a setting comes from, as messages call it; undefined for a default. */
  readonly originOf: ReadSettings<Settings>['originOf'];
  readonly commandLine: CommandLine;
  readonly environment: Environment;
  readonly log: Logger;
  readonly output: LineWriter;
  /** Aborts when the program is asked to end. */
  readonly signal: AbortSignal;
  /** Sends to the program that has started this one; undefined where it does not listen. */
  readonly tellParent?: ((message: ParentMessage) => void) | undefined;
}

/** A program: what it is and what it does. */
export interface Program<Settings> {
  readonly spec: ProgramSpec;
  /** What the schema of its settings cannot say; throws CONFIG_INVALID. */
  readonly check?: (settings: Settings, commandLine: CommandLine) => Promise<void>;
  /** What it resolves to is the exit code, if it is a number. */
  readonly main: (context: ProgramContext<Settings>) => Promise<unknown>;
}

/**
 * Runs a Singer program in this process: command line, settings, signals, faults, exit code. stdout carries
 * messages only; faults are one line on stderr with their code and what to do.
 */
export async function runProgram<Settings extends object>(program: Program<Settings>): Promise<void> {
  const { spec } = program;
  hideEnvironment();
  const commandLine = parseCommandLine(spec, process.argv.slice(2));
  if (commandLine.action === 'run') process.exitCode = await execute(program, commandLine);
  else process.exitCode = describe(spec, commandLine);
}

/** Node's diagnostic reports hold the environment, and with it credentials, unless an option excludes it (Node 22). */
function hideEnvironment(): void {
  if (process.report !== undefined) Object.assign(process.report, { excludeEnv: true });
}

function describe(spec: ProgramSpec, commandLine: CommandLine): number {
  const text = {
    version: spec.version,
    about: about(spec, commandLine.format),
    help: commandLine.text,
    run: '',
  };
  const stream = commandLine.exitCode === 0 ? process.stdout : process.stderr;
  stream.on('error', (error) => {
    process.exitCode = isClosedPipe(error) ? PIPE_CLOSED : 1;
  });
  stream.write(`${text[commandLine.action].trimEnd()}\n`);
  return commandLine.exitCode;
}

async function execute<Settings extends object>(
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
