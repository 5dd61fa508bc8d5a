import { type Command, Option } from 'commander';
import { type Environment, variableOf } from '../settings/environment.ts';
import type { CommandLine } from './command-line.ts';

/** The options that say how much is logged. */
export function withLogOptions(command: Command): Command {
  const quiet = new Option('--quiet', 'log warnings and errors only; as LOGLEVEL=warning').conflicts(
    'verbose',
  );
  return command
    .option('--verbose', 'log everything, metrics on a terminal too; as the variable LOGLEVEL=debug')
    .addOption(quiet);
}

/** The environment that says what `--verbose` or `--quiet` say, also to programs that this one starts. */
export function withLogLevel(
  program: string,
  { options }: Pick<CommandLine, 'options'>,
  environment: Environment,
): Environment {
  const level = options.verbose === true ? 'debug' : options.quiet === true ? 'warning' : undefined;
  if (level === undefined) return environment;
  return { ...environment, LOGLEVEL: level, [variableOf(program, 'loglevel')]: level };
}
