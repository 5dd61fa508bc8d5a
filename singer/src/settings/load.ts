import { statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { messageOf, ProgramError } from '../errors.ts';
import { readText } from '../files/readable-file.ts';
import { readRegular } from '../files/regular-file.ts';
import { type CheckedSettings, checkSettings, invalid } from './check.ts';
import { type Environment, settingsFromEnvironment } from './environment.ts';
import type { SettingsSchema } from './schema.ts';

/** The largest JSON file that is read: a state or a catalog has some megabytes at most. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

const MAX_ENV_BYTES = 1024 * 1024;

/** Where settings come from, besides the schema's defaults. */
export interface SettingsSources {
  /** What the files of `--config` hold; later ones win. */
  readonly files: readonly { readonly [name: string]: unknown }[];
  readonly environment: Environment;
  /** What the command line says itself; wins over everything. */
  readonly overrides: { readonly [name: string]: unknown };
}

/** Loads a program's settings like `readSettings`. Throws CONFIG_INVALID. */
export function loadSettings<Settings>(
  program: string,
  schema: SettingsSchema,
  sources: SettingsSources,
): Settings {
  const { settings, problems } = readSettings<Settings>(program, schema, sources);
  if (problems.length > 0) throw invalid(problems);
  return settings;
}

/**
 * Reads a program's settings: defaults, then files, then the environment, then the command line; with what is wrong
 * about them.
 */
export function readSettings<Settings>(
  program: string,
  schema: SettingsSchema,
  sources: SettingsSources,
): CheckedSettings<Settings> {
  const fromEnvironment = settingsFromEnvironment(program, schema, sources.environment);
  const merged = Object.assign({}, ...sources.files, fromEnvironment.settings, sources.overrides) as Record<
    string,
    unknown
  >;
  const problems = fromEnvironment.problems.map(({ variable, reason }) => `${variable} ${reason}`);
  const checked = checkSettings<Settings>(schema, dropNulls(merged));
  return { ...checked, problems: [...problems, ...checked.problems] };
}

/** Meltano writes null for settings without a value. */
function dropNulls(settings: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
}

/** What else to say of the file of an option that cannot be read. */
const REMARKS: { readonly [option: string]: string } = {
  config: ', or ENV',
  state: '; of several lines that a target printed, the last one is the state (`tail -n 1`)',
};

/** Reads the files of `--config`; `ENV` stands for the environment, which is always read. Throws CONFIG_UNREADABLE. */
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
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error('it is not a JSON object');
}

/** The process's environment with the variables of a `.env` file in the working directory beneath it. Throws CONFIG_UNREADABLE. */
export function environmentWithDotEnv(environment: Environment, path = '.env'): Environment {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    // A folder of this name is a virtual environment of Python.
    if (stats === undefined || stats.isDirectory()) return environment;
    return { ...parseEnv(readRegular(path, MAX_ENV_BYTES)), ...environment };
  } catch (error) {
    throw new ProgramError('CONFIG_UNREADABLE', `The file ${path} cannot be read: ${messageOf(error)}.`, {
      remedy: 'Let it be a regular file with lines NAME=VALUE, or start the program in another folder.',
      cause: error,
    });
  }
}
