import { Command, Option } from 'commander';
import { collect } from './collect.ts';
import { helpLayout } from './help-layout.ts';
import { withLogOptions } from './log-options.ts';
import { settingOptions } from './setting-options.ts';
import type { ProgramSpec } from './spec.ts';
import { commanderOption } from './sub-command.ts';
import { wrapHelp } from './wrap-help.ts';

const TEST_MODES = ['all', 'schema'];

/** What prints something else. */
const NOT_WITH_CHECK = ['discover', 'test', 'printState', 'about'];

const CHECKS = {
  tap: 'check source, credentials, permissions, clock and files, and print a line for each; nothing is read',
  target: 'check CrateDB, rights, tables, clock and files, and print a line for each; nothing is written',
  relay: 'check both ends, and print a line for each thing; nothing is read or written',
};

/** The options of a program by the contract of the Singer SDK. */
export function commandOf(spec: ProgramSpec): Command {
  const command = new Command(spec.name)
    .description(spec.description)
    .allowExcessArguments(false)
    .exitOverride()
    .configureHelp(helpLayout)
    .option('--config <path>', 'JSON file with settings, or ENV; repeatable, later ones win', collect)
    .option('--about', 'describe the program and its settings')
    .addOption(new Option('--format <format>', 'of --about').choices(['json', 'markdown']))
    .option('--version', 'print the version')
    .addOption(new Option('--check', CHECKS[spec.kind]).conflicts(NOT_WITH_CHECK))
    .option('--explain <code>', 'explain an error code: its cause, and what to do');
  withLogOptions(command);
  for (const { name, form } of spec.urls) command.argument(`[${name}]`, form);
  for (const option of settingOptions(spec)) command.addOption(option);
  for (const option of spec.options ?? []) command.addOption(commanderOption(option));
  for (const { name, description } of spec.commands ?? [])
    addWrapped(command, `${spec.name} ${name} --help: ${description}`);
  if (spec.help !== undefined) addWrapped(command, spec.help);
  if (spec.kind === 'relay') return command;
  return spec.kind === 'tap'
    ? withTapOptions(command)
    : command.option('--input <path>', 'read messages from a file instead of stdin');
}

/** Commander wraps what it makes itself, and not such text. */
function addWrapped(command: Command, text: string): void {
  command.addHelpText('after', () => `\n${wrapHelp(text, command.configureOutput().getOutHelpWidth?.())}`);
}

function withTapOptions(command: Command): Command {
  return command
    .option('--state <path>', 'JSON file with the last STATE that the target printed')
    .option('--catalog <path>', 'JSON file with the catalog that --discover printed, and the selection in it')
    .option('--discover', 'print the catalog of streams')
    .addOption(
      new Option('--test [what]', 'print one record per stream, or only the schemas, and no STATE').choices(
        TEST_MODES,
      ),
    );
}

/** A bare `--test` must not read the URL after it as its value: use it on each argument. */
export function withTestMode(argument: string, index: number, argv: readonly string[]): string {
  const next = argv[index + 1] ?? '';
  return argument === '--test' && !TEST_MODES.includes(next) ? '--test=all' : argument;
}
