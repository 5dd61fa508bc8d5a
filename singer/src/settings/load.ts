import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { codeOf, messageOf, ProgramError } from '../errors.ts';
import { type CheckedSettings, checkSettings, invalid } from './check.ts';
import { type Environment, settingsFromEnvironment } from './environment.ts';
import type { SettingsSchema } from './schema.ts';

/** Where settings come from, besides the schema's defaults. */
export interface SettingsSources {
  /** Paths of JSON files; later ones win. `ENV` stands for the environment, which is always read. */
  readonly files: readonly string[];
  readonly environment: Environment;
  /** What the command line says itself; wins over everything. */
  readonly overrides: { readonly [name: string]: unknown };
}

/** Loads a program's settings like `readSettings`. Throws CONFIG_UNREADABLE and CONFIG_INVALID. */
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
 * about them. Throws CONFIG_UNREADABLE.
 */
export function readSettings<Settings>(
  program: string,
  schema: SettingsSchema,
  sources: SettingsSources,
): CheckedSettings<Settings> {
  const files = sources.files.filter((path) => path !== 'ENV').map((path) => readJsonFile(path, 'config'));
  const fromEnvironment = settingsFromEnvironment(program, schema, sources.environment);
  const merged = Object.assign({}, ...files, fromEnvironment.settings, sources.overrides) as Record<
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

/** Reads a JSON object from a file named on the command line. Throws CONFIG_UNREADABLE. */
export function readJsonFile(path: string, option: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    throw new Error('it is not a JSON object');
  } catch (error) {
    throw new ProgramError('CONFIG_UNREADABLE', `--${option} ${path} cannot be read: ${messageOf(error)}`, {
      remedy: `Name an existing file that holds one JSON object${REMARKS[option] ?? ''}.`,
      cause: error,
    });
  }
}

/** The process's environment with the variables of a `.env` file in the working directory beneath it. */
export function environmentWithDotEnv(environment: Environment, path = '.env'): Environment {
  try {
    return { ...parseEnv(readFileSync(path, 'utf8')), ...environment };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EISDIR') return environment;
    throw error;
  }
}
