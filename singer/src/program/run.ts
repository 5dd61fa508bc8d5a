import { PIPE_CLOSED } from '../errors/errors.ts';
import type { Logger } from '../log/logger.ts';
import { isClosedPipe, type LineWriter } from '../output/line-writer.ts';
import type { Environment } from '../settings/environment.ts';
import type { ReadSettings } from '../settings/load.ts';
import { about } from './about.ts';
import { type CommandLine, parseCommandLine } from './command-line.ts';
import type { ParentMessage } from './parent.ts';
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
  if (commandLine.action === 'run')
    process.exitCode = await (await import('./execute.ts')).execute(program, commandLine);
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
