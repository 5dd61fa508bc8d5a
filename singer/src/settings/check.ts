import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { hint } from './nearest.ts';
import type { SettingsSchema } from './schema.ts';
import { shapeOf } from './shape.ts';

/** Settings as far as they can be used, and what is wrong with the others. */
export interface CheckedSettings<Settings> {
  readonly settings: Settings;
  readonly problems: readonly string[];
}

/**
 * Checks settings against their schema, fills in defaults and turns text into numbers and booleans where the schema
 * asks for them (Meltano and the environment send text). A setting that is wrong is left out of the result, so that
 * the others can still be checked against each other.
 */
export function checkSettings<Settings>(
  schema: SettingsSchema,
  given: { readonly [name: string]: unknown },
): CheckedSettings<Settings> {
  const settings = structuredClone(given) as Record<string, unknown>;
  const validate = validatorOf(schema);
  if (validate(settings)) return { settings: settings as Settings, problems: [] };
  const errors = validate.errors ?? [];
  for (const error of errors) delete settings[settingOf(error)];
  // Once more, for the defaults of what was left out.
  validate(settings);
  return { settings: settings as Settings, problems: errors.map((error) => say(error, schema)) };
}

const VALIDATORS = new WeakMap<SettingsSchema, ValidateFunction>();

/** The compiled check of a schema: to compile it takes most of a short run, so that it is done once, and as little as possible. */
function validatorOf(schema: SettingsSchema): ValidateFunction {
  const known = VALIDATORS.get(schema);
  if (known !== undefined) return known;
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    coerceTypes: true,
    allowUnionTypes: true,
    verbose: true,
    // The schemas are our own: the schema of schemas takes as long to compile as they do.
    validateSchema: false,
    meta: false,
    code: { optimize: false },
  });
  ajv.addVocabulary(['secret', 'sensitive']);
  const validate = ajv.compile(schema);
  VALIDATORS.set(schema, validate);
  return validate;
}

/** The setting that an error is about, or in which it is. */
function settingOf({ instancePath, params }: ErrorObject): string {
  const [, name = String(params.additionalProperty)] = instancePath.split('/');
  return name;
}

/** Names the setting, what it may be, and the shape of what it is; never its value, which may be a secret. */
function say(error: ErrorObject, schema: SettingsSchema): string {
  if (error.keyword === 'additionalProperties' && error.instancePath === '')
    return unknownSetting(String(error.params.additionalProperty), schema);
  const shape = shapeOf(error.data, schema.properties[settingOf(error)]);
  return `"${error.instancePath.slice(1).replaceAll('/', '.')}" ${demand(error)}; it is ${shape}`;
}

function demand({ keyword, params, message, parentSchema }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return `must not have the member ${unknownMember(String(params.additionalProperty), parentSchema)}`;
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
    case 'type':
      return `must be of type ${[params.type].flat().join(' or ')}`;
    default:
      return message ?? 'is not valid';
  }
}

function unknownSetting(name: string, schema: SettingsSchema): string {
  return `"${name}" is not a setting${hint(name, Object.keys(schema.properties))}`;
}

function unknownMember(name: string, parentSchema: ErrorObject['parentSchema']): string {
  return `"${name}"${hint(name, Object.keys(parentSchema?.properties ?? {}))}`;
}
