import { hasStrayCredentials, invalidSettings } from '@cdc-relay/singer/program';
import {
  flag,
  OPTIONS,
  RefusedOption,
  SNAPSHOT_OPTIONS,
  type SourceSettings,
  STREAMS_OPTIONS,
  settingsOf,
  WITHOUT_EFFECT,
} from './options.ts';

const KINESIS = 'kinesis+dynamodb+cdc:';
const FILE = 'file+dynamodb+cdc:';
const DYNAMODB = 'dynamodb:';
const STREAMS = 'dynamodb+cdc:';

/** The host that means AWS itself; any other is an endpoint. */
const AWS = 'aws';

const OPTIONS_OF = new Map([
  [DYNAMODB, SNAPSHOT_OPTIONS],
  [STREAMS, STREAMS_OPTIONS],
]);

/** What a source URL says. */
export interface Source {
  readonly settings: SourceSettings;
  /** Path of a dump to read instead of a Kinesis stream. */
  readonly file: string | undefined;
  /** Options that were accepted and mean nothing. */
  readonly withoutEffect: readonly string[];
}

/**
 * Reads `kinesis+dynamodb+cdc://KEY:SECRET@HOST/STREAM?region=REGION`, `file+dynamodb+cdc:///PATH`, or
 * `dynamodb://KEY:SECRET@HOST/TABLE?region=REGION`, which means a snapshot alone, or
 * `dynamodb+cdc://KEY:SECRET@HOST/TABLE,…?region=REGION`, which means the DynamoDB streams of tables. User, password and path may be percent-encoded. Throws CONFIG_INVALID that never shows a part of the URL's credentials.
 */
export function parseSourceUrl(text: string): Source {
  try {
    const url = checkUrl(text);
    const withoutEffect = [...new Set(url.searchParams.keys())].filter((name) => WITHOUT_EFFECT.has(name));
    const options = OPTIONS_OF.get(url.protocol) ?? OPTIONS;
    const settings = { ...ownSettings(url), ...settingsOf(url.searchParams, options) };
    return { settings, file: url.protocol === FILE ? decode(url.pathname) : undefined, withoutEffect };
  } catch (error) {
    if (!(error instanceof RefusedOption)) throw error;
    throw invalidSettings([`the source URL cannot be used: ${error.message}`]);
  }
}

function checkUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (hasStrayCredentials(text) && url?.protocol !== FILE)
    throw new RefusedOption(
      'there is an "@" after the host; percent-encode KEY and SECRET ("/" is %2F, "@" is %40)',
    );
  if (url?.protocol === KINESIS && url.hostname !== '') return url;
  if (OPTIONS_OF.has(url?.protocol ?? '') && url?.hostname !== '' && (url?.pathname.length ?? 0) > 1)
    return url as URL;
  if (url?.protocol === FILE && url.host === '' && url.pathname.length > 1) return url;
  throw new RefusedOption(
    `it is not of the form ${KINESIS}//KEY:SECRET@HOST/STREAM (percent-encode special characters of the secret), ${DYNAMODB}//KEY:SECRET@HOST/TABLE, ${STREAMS}//KEY:SECRET@HOST/TABLE or ${FILE}///PATH`,
  );
}

/**
 * The URL without what it says as settings: credentials and options. What is left says where, and which options mean
 * nothing. Throws CONFIG_INVALID.
 */
export function addressOf(text: string): string {
  const { withoutEffect } = parseSourceUrl(text);
  const url = new URL(text);
  url.username = '';
  url.password = '';
  for (const name of new Set(url.searchParams.keys()))
    if (name !== 'ssl' && !withoutEffect.includes(name)) url.searchParams.delete(name);
  return url.href;
}

function ownSettings(url: URL): SourceSettings {
  if (url.protocol === FILE) return {};
  const name = decode(url.pathname.slice(1)).replace(/\/$/, '');
  if (url.protocol === DYNAMODB) return { ...awsSettings(url), mode: 'snapshot', tables: [name] };
  if (url.protocol === STREAMS) return { ...awsSettings(url), dynamodb_streams: name.split(',') };
  return name === '' ? awsSettings(url) : { ...awsSettings(url), stream: name };
}

function awsSettings(url: URL): SourceSettings {
  const settings: SourceSettings = {};
  if (url.hostname !== AWS) settings.endpoint_url = endpointOf(url);
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
    throw new RefusedOption('its percent-encoding is not valid');
  }
}
