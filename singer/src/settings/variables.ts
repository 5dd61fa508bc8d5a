import { variableOf } from './environment.ts';
import type { SettingsRules } from './rules.ts';
import type { SettingsSchema } from './schema.ts';

/** The variables that a program's settings have, those of other tools that set one included. */
export function variablesOf(
  program: string,
  schema: SettingsSchema,
  { variables = {} }: SettingsRules,
): string[] {
  const own = Object.keys(schema.properties).map((setting) => variableOf(program, setting));
  return [...own, ...Object.values(variables).flat()];
}
