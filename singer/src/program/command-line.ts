import { Command, CommanderError, Option } from 'commander';
import type { ProgramSpec } from './spec.ts';

/** What the command line asks for. */
export interface CommandLine {
  readonly action: 'run' | 'about' | 'version' | 'help';
  /** What to print for `help`, or why the command line is refused. */
  readonly text: string;
  readonly exitCode: 0 | 2;
  readonly url: string | undefined;
  readonly config: readonly string[];
  readonly state: string | undefined;
  readonly input: string | undefined;
  readonly format: 'json' | 'markdown';
}

interface Parsed {
  readonly config?: string[];
  readonly state?: string;
  readonly input?: string;
  readonly about?: boolean;
  readonly version?: boolean;
  readonly format?: 'json' | 'markdown';
}

/** Reads the arguments after the program's name by the contract of the Singer SDK. Never throws. */
export function parseCommandLine(spec: ProgramSpec, argv: readonly string[]): CommandLine {
  let text = '';
  const command = commandOf(spec).configureOutput({
    writeOut: (part) => {
      text += part;
    },
    writeErr: (part) => {
      text += part;
    },
  });
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    const helped = error instanceof CommanderError && error.code === 'commander.helpDisplayed';
    return commandLine(
      {},
      undefined,
      helped ? { action: 'help', text } : { action: 'help', text, exitCode: 2 },
    );
  }
  return commandLine(command.opts<Parsed>(), command.args[0], {});
}

function commandLine(options: Parsed, url: string | undefined, outcome: Partial<CommandLine>): CommandLine {
  return {
    action: options.version ? 'version' : options.about ? 'about' : 'run',
    text: '',
    exitCode: 0,
    url,
    config: options.config ?? [],
    state: options.state,
    input: options.input,
    format: options.format ?? 'json',
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
  return spec.kind === 'tap'
    ? command.option('--state <path>', 'JSON file with the last STATE that the target printed')
    : command.option('--input <path>', 'read messages from a file instead of stdin');
}

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}
