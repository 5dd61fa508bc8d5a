import { Ajv, type ErrorObject } from 'ajv';
import { ProgramError } from '../errors.ts';
import type { SettingsSchema } from './schema.ts';

/**
 * Checks settings against their schema, fills in defaults and turns text into numbers and booleans where the schema
 * asks for them (Meltano and the environment send text). Throws CONFIG_INVALID that lists every problem at once.
 */
export function checkSettings<Settings>(
  schema: SettingsSchema,
  given: { readonly [name: string]: unknown },
  problems: readonly string[],
): Settings {
  const settings = structuredClone(given);
  const ajv = new Ajv({ allErrors: true, useDefaults: true, coerceTypes: true, allowUnionTypes: true });
  ajv.addVocabulary(['secret', 'sensitive']);
  const valid = ajv.compile(schema);
  const all = valid(settings)
    ? [...problems]
    : [...problems, ...(valid.errors ?? []).map((e) => say(e, schema))];
  if (all.length > 0) throw invalid(all);
  return settings as Settings;
}

/** The fault of settings that cannot be used; `problems` are shown all at once. */
export function invalid(problems: readonly string[]): ProgramError {
  const list = problems.map((problem) => `\n  - ${problem}`).join('');
  return new ProgramError('CONFIG_INVALID', `The configuration cannot be used:${list}`, {
    remedy: 'Correct what is listed; `--about` shows every setting, its type and its default.',
  });
}

/** Names the setting and what it may be; never its value, which may be a secret. */
function say(error: ErrorObject, schema: SettingsSchema): string {
  const name = error.instancePath.slice(1).replaceAll('/', '.');
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownSetting(String(error.params.additionalProperty), schema);
    case 'required':
      return `"${String(error.params.missingProperty)}" is required`;
    case 'enum':
      return `"${name}" must be one of ${(error.params.allowedValues as unknown[]).join(', ')}`;
    case 'type':
      return `"${name}" must be of type ${[error.params.type].flat().join(' or ')}`;
    default:
      return `"${name}" ${error.message ?? 'is not valid'}`;
  }
}

function unknownSetting(name: string, schema: SettingsSchema): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const near = Object.keys(schema.properties).find((known) => known.replaceAll('_', '') === plain);
  return `"${name}" is not a setting${near === undefined ? '' : `; did you mean "${near}"?`}`;
}
