import { invalidSettings, loadSettings } from '@cdc-relay/singer';
import { settingsSchema, type TapSettings } from '../settings.generated.ts';
import { parseSourceUrl } from './parse.ts';

/** Settings with the source URL taken apart, so that the rest of the program does not know of it. */
export type ResolvedSettings = TapSettings & { readonly stream: string };

/**
 * Replaces the setting `source_url` by what it stands for; its parts win over the other settings. Throws
 * CONFIG_INVALID, also when no Kinesis stream is named.
 */
export function resolveSource({ source_url, ...settings }: TapSettings): ResolvedSettings {
  const overrides = source_url === undefined ? {} : parseSourceUrl(source_url);
  const resolved = loadSettings<TapSettings>('', settingsSchema, {
    files: [],
    environment: {},
    overrides: { ...settings, ...overrides },
  });
  if (resolved.stream === undefined || resolved.stream === '') {
    throw invalidSettings(['no Kinesis stream is named: give a source URL or the setting "stream"']);
  }
  return { ...resolved, stream: resolved.stream };
}

/** The name of a Kinesis stream that is given by name or by ARN (`arn:aws:kinesis:REGION:ACCOUNT:stream/NAME`). */
export function streamName(stream: string): string {
  return stream.startsWith('arn:') ? stream.slice(stream.indexOf('/') + 1) : stream;
}
