import { invalidSettings } from '@cdc-relay/singer';

const SCHEME = 'kinesis+dynamodb+cdc:';

/** The host that stands for AWS itself; any other is an endpoint. */
const AWS = 'aws';

/** The settings that a source URL stands for; names as in the settings' schema. */
export interface SourceSettings {
  stream?: string;
  region?: string;
  endpoint_url?: string;
  aws_access_key_id?: string;
  aws_secret_access_key?: string;
  start?: string;
}

/**
 * Reads `kinesis+dynamodb+cdc://KEY:SECRET@HOST/STREAM?region=REGION`. User, password and stream may be
 * percent-encoded. Throws CONFIG_INVALID that never shows a part of the URL's credentials.
 */
export function parseSourceUrl(text: string): SourceSettings {
  const url = checkUrl(text);
  const settings: SourceSettings = {};
  if (url.hostname !== AWS) settings.endpoint_url = endpointOf(url);
  const stream = decode(url.pathname.slice(1));
  if (stream !== '') settings.stream = stream;
  if (url.username !== '') settings.aws_access_key_id = decode(url.username);
  if (url.password !== '') settings.aws_secret_access_key = decode(url.password);
  return Object.assign(settings, optionsOf(url));
}

function checkUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === SCHEME && url.hostname !== '') return url;
  throw invalid(
    `it is not of the form ${SCHEME}//KEY:SECRET@HOST/STREAM (percent-encode special characters of the secret)`,
  );
}

function endpointOf(url: URL): string {
  const scheme = url.searchParams.get('ssl') === 'true' ? 'https' : 'http';
  return `${scheme}://${url.host}`;
}

/** What each option means; it may refuse its value. */
const OPTIONS: ReadonlyMap<string, (value: string) => SourceSettings> = new Map([
  ['region', (value) => ({ region: value })],
  ['start', (value) => ({ start: value })],
  ['ssl', (value) => (/^(?:true|false)$/.test(value) ? {} : refuse(`"ssl" must be true or false`))],
]);

function optionsOf(url: URL): SourceSettings {
  const settings: SourceSettings = {};
  for (const [name, value] of url.searchParams) {
    const option = OPTIONS.get(name) ?? (() => refuse(`it has no option ${JSON.stringify(name)}`));
    Object.assign(settings, option(value));
  }
  return settings;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return refuse('its percent-encoding is broken');
  }
}

function refuse(reason: string): never {
  throw invalid(reason);
}

function invalid(reason: string): Error {
  return invalidSettings([`the source URL cannot be used: ${reason}`]);
}
