import { messageOf, ProgramError } from '../errors/errors.ts';
import { readText } from '../files/readable-file.ts';
import { readRegular } from '../files/regular-file.ts';
import { faultPlace } from '../json/fault-place.ts';
import { type CheckedSettings, checkSettings } from './check.ts';
import { type Environment, settingsFromEnvironment } from './environment.ts';
import { isMeltano } from './foreign-variables.ts';
import { invalid } from './invalid.ts';
import { applyRules, type SettingsRules } from './rules.ts';
import type { SettingsSchema } from './schema.ts';
import type { Given, SettingsSource } from './sources.ts';
import { unknownVariables } from './unknown-variables.ts';

/** The largest JSON file that is read: a state or a catalog has some megabytes at most. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** Where settings come from, besides the schema's defaults. */
export interface SettingsSources {
  /** What the files of `--config` hold; later ones win. */
  readonly files: readonly { readonly [name: string]: unknown }[];
  readonly environment: Environment;
  /** What a `.env` file says: it loses against everything else, as nobody has named it. */
  readonly dotEnv?: Environment;
  /** What the command line says itself; wins over everything. */
  readonly overrides: Given;
}

/** Settings as far as they can be used, what is wrong with the others, and what the log should say. */
export interface ReadSettings<Settings> extends CheckedSettings<Settings> {
  readonly notices: readonly string[];
  /** The name of the source that a setting comes from; undefined for a default. */
  readonly originOf: (setting: string) => SettingsSource['name'] | undefined;
}

/** Loads a program's settings like `readSettings`. Throws CONFIG_INVALID. */
export function loadSettings<Settings>(
  program: string,
  schema: SettingsSchema,
  sources: SettingsSources,
  rules: SettingsRules = {},
): Settings {
  const { settings, problems } = readSettings<Settings>(program, schema, sources, rules);
  if (problems.length > 0) throw invalid(problems);
  return settings;
}

/**
 * Reads a program's settings: the command line wins over the environment, that over the files of `--config`, those over
 * `.env`, that over defaults; what belongs to a connection comes from one of them as a whole. Says what is wrong with
 * them, too.
 */
export function readSettings<Settings>(
  program: string,
  schema: SettingsSchema,
  sources: SettingsSources,
  rules: SettingsRules = {},
): ReadSettings<Settings> {
  const { dotEnv = {}, environment, files, overrides } = sources;
  const fromEnvironment = settingsFromEnvironment(program, schema, environment);
  const fromDotEnv = settingsFromEnvironment(program, schema, dotEnv);
  const given: SettingsSource[] = [
    { name: 'the command line', settings: overrides },
    { name: 'the environment', settings: fromEnvironment.settings },
    { name: 'the files of --config', settings: withoutSchemaUrl(Object.assign({}, ...files)) },
    { name: 'the file .env', settings: fromDotEnv.settings },
  ];
  const ruled = applyRules(rules, given.map(withoutNulls), { environment, dotEnv });
  const settings = Object.assign({}, ...ruled.sources.toReversed().map((source) => source.settings));
  const checked = checkSettings<Settings>(schema, settings);
  const wrong = [...fromEnvironment.problems, ...fromDotEnv.problems];
  const names = rules.knownSettings ?? Object.keys(schema.properties);
  const unknown = unknownVariables(program, names, { ...dotEnv, ...environment });
  const isError = !isMeltano(environment);
  return {
    settings: checked.settings,
    problems: [
      ...wrong.map(({ variable, reason }) => `${variable} ${reason}`),
      ...(isError ? unknown : []),
      ...ruled.problems,
      ...checked.problems,
    ],
    notices: [...ruled.notices, ...(isError ? [] : unknown)],
    originOf: (setting) => ruled.sources.find((source) => setting in source.settings)?.name,
  };
}

/** Meltano writes null for settings without a value. */
function withoutNulls({ name, settings }: SettingsSource): SettingsSource {
  const set = Object.entries(settings).filter(([, value]) => value !== null);
  return { name, settings: Object.fromEntries(set) };
}

/** Editors find the JSON Schema of a file by this member. */
function withoutSchemaUrl({ $schema: _, ...settings }: Given): Given {
  return settings;
}

/** What else to say of the file of an option that cannot be read. */
const REMARKS: { readonly [option: string]: string } = {
  config: ', or ENV',
  state: '; of several lines that a target printed, the last one is the state (`tail -n 1`)',
};

/** Reads the files of `--config`; `ENV` means the environment, which is always read. Throws CONFIG_UNREADABLE. */
export async function readConfigFiles(paths: readonly string[]): Promise<Record<string, unknown>[]> {
  const files: Record<string, unknown>[] = [];
  // One after the other: two of them may be parts of one pipe.
  for (const path of paths) if (path !== 'ENV') files.push(await readJsonFile(path, 'config'));
  return files;
}

/** Reads a JSON object from a file or pipe that the command line names. Throws CONFIG_UNREADABLE. */
export async function readJsonFile(path: string, option: string): Promise<Record<string, unknown>> {
  try {
    return parseJsonObject(await readText(path, MAX_JSON_BYTES));
  } catch (error) {
    throw new ProgramError('CONFIG_UNREADABLE', `--${option} ${path} cannot be read: ${messageOf(error)}`, {
      remedy: `Name an existing file that holds one JSON object${REMARKS[option] ?? ''}.`,
      cause: error,
    });
  }
}

/** Reads a JSON object from a regular file. Throws why it cannot be had. */
export function readRegularJson(path: string): Record<string, unknown> {
  return parseJsonObject(readRegular(path, MAX_JSON_BYTES));
}

function parseJsonObject(text: string): Record<string, unknown> {
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error('it is not a JSON object');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`its JSON is broken at ${faultPlace(text)}`);
  }
}
