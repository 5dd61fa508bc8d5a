import { Command, Option } from 'commander';
import { collect } from './collect.ts';
import { helpLayout } from './help-layout.ts';
import { withLogOptions } from './log-options.ts';
import type { ProgramCommand, ProgramSpec } from './spec.ts';

/** The command that the first arguments name, for programs that do more than read and write messages. */
export function namedCommand(spec: ProgramSpec, argv: readonly string[]): ProgramCommand | undefined {
  return spec.commands?.find(({ name }) => wordsOf(name).every((word, index) => word === argv[index]));
}

/** The arguments that a command consists of. */
export function wordsOf(command: string): string[] {
  return command.split(' ');
}

/** The parser of a command: its settings come as for the program itself, the URL as last argument or as an option. */
export function subCommand(spec: ProgramSpec, own: ProgramCommand): Command {
  const { name, description, argument, options } = own;
  const { form } = spec.urls.find(({ setting }) => setting === urlSettingOf(spec, own)) ?? spec.urls[0];
  const command = new Command(`${spec.name} ${name}`)
    .description(description)
    .allowExcessArguments(false)
    .exitOverride()
    .configureHelp(helpLayout)
    .option('--config <path>', 'JSON file with settings, or ENV; repeatable, later ones win', collect)
    .option('--url <url>', 'the URL, where it is no argument');
  withLogOptions(command);
  if (argument !== undefined) command.argument(argument);
  command.argument('[url]', form);
  return options.reduce((all, option) => all.addOption(commanderOption(option)), command);
}

/** The setting that the URL of a command, or of the program itself, replaces; `index` counts its URLs. */
export function urlSettingOf(spec: ProgramSpec, command: ProgramCommand | undefined, index = 0): string {
  return command?.urlSetting ?? spec.urls[index]?.setting ?? '';
}

/** An option that a program has in addition to those of every Singer program. */
export function commanderOption({
  flags,
  description,
  choices,
  repeatable,
}: ProgramCommand['options'][number]): Option {
  const option = new Option(flags, description);
  if (choices !== undefined) option.choices(choices);
  return repeatable ? option.argParser(collect) : option;
}
