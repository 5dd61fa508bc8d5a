import { type Environment, type Given, invalidSettings, loadSettings } from '@cdc-relay/singer';
import { optionsOf, type TapOptions } from './settings/options.ts';
import { settingsSchema, type TapSettings } from './settings/settings.generated.ts';
import { settingsRules } from './settings-rules.ts';
import { resolveSource } from './source-url/resolve.ts';

/** Where a Kinesis stream is, who reads it, and from where on; times in milliseconds. */
export type KinesisSource = Pick<
  TapOptions,
  'stream' | 'aws' | 'start' | 'startTimestamp' | 'fanOut' | 'onBadRecord' | 'deadLetterPath'
>;

/**
 * The Kinesis stream that a source URL and the settings of the tap name, for those who read it in another way: settings
 * are those of the environment, under the names that they have for the program, and a file of its `--config`. Throws
 * CONFIG_INVALID, also for a source that is no Kinesis stream.
 */
export function kinesisSource(url: string, environment: Environment, file: Given = {}): KinesisSource {
  const sources = { files: [file], environment, overrides: { source_url: url } };
  const settings = loadSettings<TapSettings>('tap-dynamodb-cdc', settingsSchema, sources, settingsRules);
  const resolved = resolveSource(settings);
  const { dynamodb_streams: streams, mode } = resolved.settings;
  if (resolved.file !== undefined || streams !== undefined || mode !== 'cdc')
    throw invalidSettings(['the source must be a Kinesis stream: kinesis+dynamodb+cdc://…/STREAM']);
  return optionsOf(resolved.settings);
}
