import { CommanderError } from 'commander';
import { COMMON_ERRORS, explain } from '../errors/error-catalogue.ts';
import { commandOf, withTestMode } from './options.ts';
import type { ProgramSpec } from './spec.ts';
import { namedCommand, subCommand, wordsOf } from './sub-command.ts';

/** What the command line asks for. */
export interface CommandLine {
  readonly action: 'run' | 'about' | 'version' | 'help';
  /** What to print for `help`, or why the command line is refused. */
  readonly text: string;
  readonly exitCode: 0 | 2;
  /** The URLs that are arguments, in the order of the program's. */
  readonly urls: readonly string[];
  readonly config: readonly string[];
  readonly state: string | undefined;
  readonly catalog: string | undefined;
  /** A tap lists its streams instead of reading them. */
  readonly discover: boolean;
  /** Whether a run would work is looked at, instead of a run. */
  readonly check: boolean;
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
  readonly check?: boolean;
  readonly test?: 'all' | 'schema';
  readonly input?: string;
  readonly about?: boolean;
  readonly version?: boolean;
  readonly explain?: string;
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
    const own = named === undefined ? argv : argv.slice(wordsOf(named.name).length);
    command.parse(own.map(withTestMode), { from: 'user' });
  } catch (error) {
    const helped = error instanceof CommanderError && error.code === 'commander.helpDisplayed';
    return commandLine({}, [], helped ? { action: 'help', text } : { action: 'help', text, exitCode: 2 });
  }
  const options = command.opts<Parsed>();
  if (options.explain !== undefined) return commandLine(options, [], explained(spec, options.explain));
  if (named === undefined) return commandLine(options, command.args, {});
  const [argument, positional] = named.argument === undefined ? [undefined, ...command.args] : command.args;
  const url = positional ?? options.url;
  return commandLine(options, url === undefined ? [] : [url], { command: named.name, argument });
}

function commandLine(options: Parsed, urls: readonly string[], outcome: Partial<CommandLine>): CommandLine {
  return {
    action: options.version ? 'version' : options.about ? 'about' : 'run',
    text: '',
    exitCode: 0,
    urls,
    config: options.config ?? [],
    state: options.state,
    catalog: options.catalog,
    discover: options.discover ?? false,
    check: options.check ?? false,
    test: options.test,
    input: options.input,
    format: options.format ?? 'json',
    command: undefined,
    argument: undefined,
    options: { ...options },
    ...outcome,
  };
}

function explained({ errors }: ProgramSpec, code: string): Partial<CommandLine> {
  const catalogue = { ...COMMON_ERRORS, ...errors };
  const text = explain(catalogue, code);
  if (text !== undefined) return { action: 'help', text };
  const known = Object.keys(catalogue).sort().join(', ');
  return { action: 'help', text: `error: there is no error ${code}; there are ${known}`, exitCode: 2 };
}
