import { Command, CommanderError, Option } from 'commander';
import { collect } from './collect.ts';
import type { ProgramSpec } from './spec.ts';
import { commanderOption, namedCommand, subCommand } from './sub-command.ts';

const TEST_MODES = ['all', 'schema'];

/** What the command line asks for. */
export interface CommandLine {
  readonly action: 'run' | 'about' | 'version' | 'help';
  /** What to print for `help`, or why the command line is refused. */
  readonly text: string;
  readonly exitCode: 0 | 2;
  readonly url: string | undefined;
  readonly config: readonly string[];
  readonly state: string | undefined;
  readonly catalog: string | undefined;
  /** A tap lists its streams instead of reading them. */
  readonly discover: boolean;
  /** A tap shows one record per stream, or the schemas only, and keeps no state. */
  readonly test: 'all' | 'schema' | undefined;
  readonly input: string | undefined;
  readonly format: 'json' | 'markdown';
  /** The command of the program's own that is to be run, with what follows its name. */
  readonly command: string | undefined;
  readonly argument: string | undefined;
  /** The options of the program's own, or of its command. */
  readonly options: { readonly [name: string]: unknown };
}

interface Parsed {
  readonly url?: string;
  readonly config?: string[];
  readonly state?: string;
  readonly catalog?: string;
  readonly discover?: boolean;
  readonly test?: 'all' | 'schema';
  readonly input?: string;
  readonly about?: boolean;
  readonly version?: boolean;
  readonly format?: 'json' | 'markdown';
}

/** Reads the arguments after the program's name by the contract of the Singer SDK. Never throws. */
export function parseCommandLine(spec: ProgramSpec, argv: readonly string[]): CommandLine {
  let text = '';
  const named = namedCommand(spec, argv);
  const command = (named === undefined ? commandOf(spec) : subCommand(spec, named)).configureOutput({
    writeOut: (part) => {
      text += part;
    },
    writeErr: (part) => {
      text += part;
    },
  });
  try {
    command.parse((named === undefined ? argv : argv.slice(1)).map(withTestMode), { from: 'user' });
  } catch (error) {
    const helped = error instanceof CommanderError && error.code === 'commander.helpDisplayed';
    return commandLine(
      {},
      undefined,
      helped ? { action: 'help', text } : { action: 'help', text, exitCode: 2 },
    );
  }
  const options = command.opts<Parsed>();
  if (named === undefined) return commandLine(options, command.args[0], {});
  return commandLine(options, options.url, { command: named.name, argument: command.args[0] });
}

function commandLine(options: Parsed, url: string | undefined, outcome: Partial<CommandLine>): CommandLine {
  return {
    action: options.version ? 'version' : options.about ? 'about' : 'run',
    text: '',
    exitCode: 0,
    url,
    config: options.config ?? [],
    state: options.state,
    catalog: options.catalog,
    discover: options.discover ?? false,
    test: options.test,
    input: options.input,
    format: options.format ?? 'json',
    command: undefined,
    argument: undefined,
    options: { ...options },
    ...outcome,
  };
}

function commandOf(spec: ProgramSpec): Command {
  const command = new Command(spec.name)
    .description(spec.description)
    .argument('[url]', spec.urlForm)
    .allowExcessArguments(false)
    .exitOverride()
    .option('--config <path>', 'JSON file with settings, or ENV; repeatable, later ones win', collect)
    .option('--about', 'describe the program and its settings')
    .addOption(new Option('--format <format>', 'of --about').choices(['json', 'markdown']))
    .option('--version', 'print the version');
  for (const option of spec.options ?? []) command.addOption(commanderOption(option));
  for (const { name, description } of spec.commands ?? [])
    command.addHelpText('after', `\n${spec.name} ${name} --help: ${description}`);
  if (spec.help !== undefined) command.addHelpText('after', `\n${spec.help}`);
  return spec.kind === 'tap'
    ? withTapOptions(command)
    : command.option('--input <path>', 'read messages from a file instead of stdin');
}

function withTapOptions(command: Command): Command {
  return command
    .option('--state <path>', 'JSON file with the last STATE that the target printed')
    .option('--catalog <path>', 'JSON file with what --discover printed, and what is selected of it')
    .option('--discover', 'print the catalog of streams')
    .addOption(
      new Option('--test [what]', 'print one record per stream, or only the schemas, and no STATE').choices(
        TEST_MODES,
      ),
    );
}

/** A bare `--test` must not take the URL behind it for its value. */
function withTestMode(argument: string, index: number, argv: readonly string[]): string {
  const next = argv[index + 1] ?? '';
  return argument === '--test' && !TEST_MODES.includes(next) ? '--test=all' : argument;
}
