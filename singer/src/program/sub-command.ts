import { Command, Option } from 'commander';
import { collect } from './collect.ts';
import type { ProgramCommand, ProgramSpec } from './spec.ts';

/** The command that the first argument names, for programs that do more than read and write messages. */
export function namedCommand(spec: ProgramSpec, argv: readonly string[]): ProgramCommand | undefined {
  return spec.commands?.find(({ name }) => name === argv[0]);
}

/** The parser of a command: its settings come as for the program itself, the URL as an option. */
export function subCommand(
  spec: ProgramSpec,
  { name, description, argument, options }: ProgramCommand,
): Command {
  const command = new Command(`${spec.name} ${name}`)
    .description(description)
    .allowExcessArguments(false)
    .exitOverride()
    .option('--config <path>', 'JSON file with settings, or ENV; repeatable, later ones win', collect)
    .option('--url <url>', spec.urls[0].form);
  if (argument !== undefined) command.argument(argument);
  return options.reduce((all, option) => all.addOption(commanderOption(option)), command);
}

/** An option that a program has in addition to those of every Singer program. */
export function commanderOption({
  flags,
  description,
  choices,
  required,
}: ProgramCommand['options'][number]): Option {
  const option = new Option(flags, description);
  if (choices !== undefined) option.choices(choices);
  return required ? option.makeOptionMandatory() : option;
}
