import { type Environment, variableOf } from './environment.ts';
import { isOfService } from './foreign-variables.ts';
import { hint } from './nearest.ts';

/** Variables that are no settings, and yet the program's. */
const OWN = ['loglevel'];

/**
 * What is wrong with variables that have the prefix of a program and set nothing: a misspelled one would have no effect
 * that anybody notices. Those of Kubernetes' services, and Meltano's with two underscores after the prefix
 * (`TAP_DYNAMODB_CDC__SELECT`), are none of them.
 */
export function unknownVariables(
  program: string,
  settings: readonly string[],
  environment: Environment,
): string[] {
  const prefix = variableOf(program, '');
  const known = [...settings, ...OWN].map((setting) => variableOf(program, setting));
  return Object.entries(environment)
    .filter(([name, value = '']) => {
      if (!name.startsWith(prefix) || name.startsWith(`${prefix}_`) || value === '') return false;
      return !known.includes(name) && !isOfService(name, value);
    })
    .map(([name]) => `${name} is not a variable of ${program}${hint(name, known, '')}`);
}
