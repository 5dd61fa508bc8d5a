import { variableOf } from './environment.ts';
import type { SettingsRules } from './rules.ts';

/** Whether a variable is a program's, by its prefix, or one of another tool that sets one of its settings. */
export function isVariableOf(program: string, { variables = {} }: SettingsRules, name: string): boolean {
  return name.startsWith(variableOf(program, '')) || Object.values(variables).flat().includes(name);
}
