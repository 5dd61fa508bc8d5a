import {
  type Environment,
  type Given,
  invalidSettings,
  loadSettings,
  type SettingsSchema,
} from '@cdc-relay/singer';
import { settingsSchema, type TapSettings } from './settings/settings.generated.ts';

const SETTINGS = [
  'stream',
  'tables',
  'stream_name_template',
  'schemas',
  'record_layout',
  'cdc_metadata',
  'old_image',
  'sequence_order',
  'binary_encoding',
  'duplicate_window',
  'max_seconds_ahead',
] as const satisfies readonly (keyof TapSettings)[];

/**
 * The settings of the tap that say what records become, with their values and defaults. Only `duplicate_window` is 0 by
 * default: a batch that is decoded again, because its messages were not written, must not be left out.
 */
export type DecoderSettings = Partial<Pick<TapSettings, (typeof SETTINGS)[number]>>;

/** The schema of what is given. */
const OWN: SettingsSchema = {
  ...settingsSchema,
  properties: Object.fromEntries(SETTINGS.map((name) => [name, withoutDefault(name)])),
};

/** The settings with their defaults. Throws CONFIG_INVALID, also for settings that a decoder does not have. */
export function checkedSettings(settings: DecoderSettings): TapSettings {
  const known: readonly string[] = SETTINGS;
  const problems = Object.keys(settings)
    .filter((name) => !known.includes(name))
    .map((name) => `"${name}" is not a setting of the decoder; it has ${known.join(', ')}`);
  if (settings.stream_name_template?.includes('{stream}') === true && settings.stream === undefined)
    problems.push('"stream_name_template" has {stream}, but "stream" is missing');
  if (problems.length > 0) throw invalidSettings(problems);
  const overrides = { duplicate_window: 0, ...settings };
  return loadSettings<TapSettings>('', settingsSchema, { files: [], environment: {}, overrides });
}

/**
 * The settings of a decoder that the environment holds, under the names that they have for the program, or a file of its
 * `--config`; those of the program that a decoder does not have are left out. Throws CONFIG_INVALID.
 */
export function decoderSettings(environment: Environment, file: Given = {}): DecoderSettings {
  const own = Object.entries(file).filter(([name]) => name in OWN.properties);
  const knownSettings = Object.keys(settingsSchema.properties);
  const sources = { files: [Object.fromEntries(own)], environment, overrides: {} };
  return loadSettings<DecoderSettings>('tap-dynamodb-cdc', OWN, sources, { knownSettings });
}

function withoutDefault(name: string): SettingsSchema['properties'][string] {
  const { default: _, ...setting } = settingsSchema.properties[name] as SettingsSchema['properties'][string];
  return setting as SettingsSchema['properties'][string];
}
