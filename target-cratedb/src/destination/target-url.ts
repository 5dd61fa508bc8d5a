import type { ProgramError } from '@cdc-relay/singer';
import { hasStrayCredentials, invalidSettings, parseBoolean } from '@cdc-relay/singer/program';

/** A server's address. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** The parts of a URL that says where to write. */
export interface TargetUrl {
  /** `crate://`: its ports are those of HTTP. */
  readonly isCrate: boolean;
  readonly hosts: readonly { readonly host: string; readonly port: number | undefined }[];
  readonly user: string;
  readonly password: string | undefined;
  /** Schema and table, as far as they are named. */
  readonly path: readonly string[];
  readonly options: UrlOptions;
}

/** What a URL says after its `?`. */
export interface UrlOptions {
  readonly ssl?: boolean;
  readonly sslmode?: SslMode;
  readonly schema?: string;
  /** The port of the PostgreSQL protocol, where the URL's own is that of HTTP. */
  readonly pgPort?: number;
}

/** Without any setting: a CrateDB on this machine. */
export const DEFAULT_URL = 'crate://crate@localhost:4200';

const EXAMPLE = 'crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true';

const OPTIONS = ['ssl', 'sslmode', 'schema', 'pg_port'];

/** How a connection may be encrypted, as the setting `sslmode` has it. */
export type SslMode = 'disable' | 'require' | 'verify-full' | 'no-verify';

const SSL_MODES: readonly SslMode[] = ['disable', 'require', 'verify-full', 'no-verify'];

/** Scheme and user, hosts, the rest. Several hosts are more than the URL standard knows. */
const PARTS = /^([a-z]+:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/i;

/** Reads the URL. Throws CONFIG_INVALID without showing it. */
export function parseUrl(text: string): TargetUrl {
  if (hasStrayCredentials(text))
    throw unusable(
      'there is an "@" after the host; percent-encode user and password ("/" is %2F, "@" is %40)',
    );
  const [, head, hosts = '', rest] = PARTS.exec(text) ?? [];
  if (head === undefined || !URL.canParse(`${head}host${rest}`)) throw unusable('it is not a URL');
  const url = new URL(`${head}host${rest}`);
  if (!/^(crate|postgres|postgresql):$/.test(url.protocol)) throw unusable(`its scheme is "${url.protocol}"`);
  return {
    isCrate: url.protocol === 'crate:',
    hosts: hostsIn(hosts),
    user: decode(url.username),
    password: url.password === '' ? undefined : decode(url.password),
    path: path(url),
    options: optionsIn(url.searchParams),
  };
}

/** The schema that a URL names, by its path or by its option. */
export function schemaOf({ options, path: [schema] }: TargetUrl): string | undefined {
  return options.schema ?? schema;
}

/** A misspelt option, or one that is given twice, must not lead to plain text. */
function optionsIn(given: URLSearchParams): UrlOptions {
  const names = [...given.keys()];
  const unknown = names.find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined)
    throw unusable(`its option "${unknown}" is not known; known are ${OPTIONS.join(', ')}`);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw unusable(`its option "${twice}" is there twice`);
  const [ssl, mode, schema, pgPort] = OPTIONS.map((name) => given.get(name) ?? undefined);
  return {
    ...(ssl !== undefined && { ssl: flag(ssl) }),
    ...(mode !== undefined && { sslmode: sslMode(mode) }),
    ...(schema !== undefined && { schema }),
    ...(pgPort !== undefined && { pgPort: port(pgPort) }),
  };
}

function flag(text: string): boolean {
  const flag = parseBoolean(text);
  if (flag === undefined) throw unusable('its option "ssl" must be true or false');
  return flag;
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > 65_535)
    throw unusable('its option "pg_port" must be a port, such as 5432');
  return number;
}

function sslMode(text: string): SslMode {
  const mode = SSL_MODES.find((known) => known === text);
  if (mode === undefined) throw unusable(`its option "sslmode" must be one of ${SSL_MODES.join(', ')}`);
  return mode;
}

/** Reads `host`, `host:port`, `[::1]:port`, and several of them with commas between. */
export function hostsIn(text: string): { host: string; port: number | undefined }[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return parts.map((part) => {
    const match = /^(?:\[([^\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(part.trim());
    if (match === null) throw unusable('it names no host');
    return {
      host: decode(match[1] ?? match[2] ?? ''),
      port: match[3] === undefined ? undefined : Number(match[3]),
    };
  });
}

function path(url: URL): string[] {
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  if (parts.length > 2) throw unusable('its path has more than a schema and a table');
  return parts;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw unusable('it has a percent sign that encodes nothing; write %25 for a percent sign');
  }
}

function unusable(reason: string): ProgramError {
  return invalidSettings([`"url" or "host" cannot be used: ${reason}; expected ${EXAMPLE}`]);
}
