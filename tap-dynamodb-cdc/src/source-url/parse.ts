import { invalidSettings } from '@cdc-relay/singer';
import { flag, RefusedOption, type SourceSettings, settingsOf, WITHOUT_EFFECT } from './options.ts';

const KINESIS = 'kinesis+dynamodb+cdc:';
const FILE = 'file+dynamodb+cdc:';

/** The host that stands for AWS itself; any other is an endpoint. */
const AWS = 'aws';

/** What a source URL says. */
export interface Source {
  readonly settings: SourceSettings;
  /** Path of a dump to read instead of a Kinesis stream. */
  readonly file: string | undefined;
  /** Options that were accepted and mean nothing. */
  readonly withoutEffect: readonly string[];
}

/**
 * Reads `kinesis+dynamodb+cdc://KEY:SECRET@HOST/STREAM?region=REGION`, or `file+dynamodb+cdc:///PATH`. User, password
 * and path may be percent-encoded. Throws CONFIG_INVALID that never shows a part of the URL's credentials.
 */
export function parseSourceUrl(text: string): Source {
  try {
    const url = checkUrl(text);
    const withoutEffect = [...new Set(url.searchParams.keys())].filter((name) => WITHOUT_EFFECT.has(name));
    const own = url.protocol === FILE ? {} : kinesisSettings(url);
    const settings = { ...own, ...settingsOf(url.searchParams) };
    return { settings, file: url.protocol === FILE ? decode(url.pathname) : undefined, withoutEffect };
  } catch (error) {
    if (!(error instanceof RefusedOption)) throw error;
    throw invalidSettings([`the source URL cannot be used: ${error.message}`]);
  }
}

function checkUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === KINESIS && url.hostname !== '') return url;
  if (url?.protocol === FILE && url.host === '' && url.pathname.length > 1) return url;
  throw new RefusedOption(
    `it is not of the form ${KINESIS}//KEY:SECRET@HOST/STREAM (percent-encode special characters of the secret) or ${FILE}///PATH`,
  );
}

function kinesisSettings(url: URL): SourceSettings {
  const settings: SourceSettings = {};
  if (url.hostname !== AWS) settings.endpoint_url = endpointOf(url);
  const stream = decode(url.pathname.slice(1)).replace(/\/$/, '');
  if (stream !== '') settings.stream = stream;
  if (url.username !== '') settings.aws_access_key_id = decode(url.username);
  if (url.password !== '') settings.aws_secret_access_key = decode(url.password);
  return settings;
}

function endpointOf(url: URL): string {
  const isTls = flag('ssl', url.searchParams.get('ssl') ?? 'false');
  return `${isTls ? 'https' : 'http'}://${url.host}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RefusedOption('its percent-encoding is broken');
  }
}
