import { parseBoolean } from './boolean.ts';
import { isOfService } from './foreign-variables.ts';
import { type SettingSchema, type SettingsSchema, typesOf } from './schema.ts';

/** The environment of a process. */
export type Environment = { readonly [name: string]: string | undefined };

/** A variable that cannot be read as its setting's type. */
export interface EnvironmentProblem {
  readonly variable: string;
  readonly reason: string;
}

/** `tap-dynamodb-cdc` and `region` make `TAP_DYNAMODB_CDC_REGION`, as the Singer SDK has it. */
export function variableOf(program: string, setting: string): string {
  return `${program}_${setting}`.toUpperCase().replaceAll('-', '_');
}

/**
 * Reads the settings that the environment holds. Booleans are true/1/yes/on and false/0/no/off, arrays and objects
 * are JSON; numbers are left to the check against the schema. An empty variable counts as unset.
 */
export function settingsFromEnvironment(
  program: string,
  schema: SettingsSchema,
  environment: Environment,
): { settings: Record<string, unknown>; problems: EnvironmentProblem[] } {
  const settings: Record<string, unknown> = {};
  const problems: EnvironmentProblem[] = [];
  for (const [name, setting] of Object.entries(schema.properties)) {
    const variable = variableOf(program, name);
    const text = environment[variable];
    if (text === undefined || text === '' || isOfService(variable, text)) continue;
    try {
      settings[name] = coerce(setting, text);
    } catch (error) {
      problems.push({ variable, reason: (error as Error).message });
    }
  }
  return { settings, problems };
}

function coerce(setting: SettingSchema, text: string): unknown {
  const types = typesOf(setting);
  const flag = types.includes('boolean') ? parseBoolean(text) : undefined;
  if (flag !== undefined) return flag;
  if ((types.includes('object') || types.includes('array')) && /^\s*[[{]/.test(text)) return parse(text);
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('is not valid JSON');
  }
}
