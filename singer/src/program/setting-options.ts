import { Option } from 'commander';
import type { Environment } from '../settings/environment.ts';
import { invalid } from '../settings/invalid.ts';
import { typesOf } from '../settings/schema.ts';
import type { CommandLine } from './command-line.ts';
import type { ProgramSpec } from './spec.ts';
import { urlSettingOf } from './sub-command.ts';

/** The options `--setting-name` of a program whose settings are options; those that are arguments are none. */
export function settingOptions(spec: ProgramSpec): Option[] {
  return optionNames(spec).map((name) => {
    const setting = spec.settingsSchema.properties[name] ?? {};
    const flag = `--${name.replaceAll('_', '-')}`;
    const types = typesOf(setting);
    const option = new Option(
      types.includes('boolean') ? flag : `${flag} <${types.join('|')}>`,
      setting.description,
    );
    const shown = setting.default === undefined ? '' : ` (default: ${JSON.stringify(setting.default)})`;
    option.description += shown;
    return option;
  });
}

/**
 * The settings that a command line names, as options and as arguments; `env:NAME` stands for the URL that a variable
 * holds, so that the list of processes does not show it. Text is left for the check to read. Throws CONFIG_INVALID.
 */
export function settingsFromCommandLine(
  spec: ProgramSpec,
  { command, options, urls }: Pick<CommandLine, 'command' | 'options' | 'urls'>,
  environment: Environment,
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const name of optionNames(spec)) {
    const value = options[camelCase(name)];
    if (value !== undefined) settings[name] = value;
  }
  const own = spec.commands?.find(({ name }) => name === command);
  for (const [index, url] of urls.entries())
    settings[urlSettingOf(spec, own, index)] = named(url, environment);
  return settings;
}

function named(url: string, environment: Environment): string {
  const variable = /^env:(\w+)$/.exec(url)?.[1];
  if (variable === undefined) return url;
  const value = environment[variable];
  if (value) return value;
  throw invalid([`"${url}" cannot be used: the environment has no variable ${variable}`]);
}

function optionNames({ settingsAreOptions, settingsSchema, urls }: ProgramSpec): string[] {
  if (settingsAreOptions === undefined) return [];
  return Object.keys(settingsSchema.properties).filter(
    (name) => !urls.some(({ setting }) => setting === name),
  );
}

/** `state_table` is `stateTable` for commander. */
function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
