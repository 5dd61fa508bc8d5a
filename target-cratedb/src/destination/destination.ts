import { type Environment, invalidSettings, type ProgramError } from '@cdc-relay/singer';

/** Where to write: a CrateDB, reached over the PostgreSQL wire protocol. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly ssl: boolean;
  readonly schema: string;
  /** The table of the URL, for inputs with one stream. */
  readonly table: string | undefined;
}

/** The settings that say where to write. */
export interface DestinationSettings {
  readonly url?: string;
  readonly pg_port?: number;
  readonly default_target_schema?: string;
}

/** CrateDB's port for the PostgreSQL protocol. */
const PG_PORT = 5432;

const DEFAULT_URL = 'crate://crate@localhost:4200';

const EXAMPLE = 'crate://USER:PASSWORD@HOST:4200/SCHEMA/TABLE?ssl=true';

/**
 * Reads the destination. A `crate://` URL has the form that SQLAlchemy users know: its port is the HTTP port, so the
 * PostgreSQL port is 5432 unless `pg_port` says otherwise. A `postgresql://` URL names that port itself. Without a URL
 * the variables of CrateDB's other tools serve. Throws
 * CONFIG_INVALID without showing the URL, which holds a password.
 */
export function parseDestination(settings: DestinationSettings, environment: Environment): Destination {
  const { CRATEDB_SQLALCHEMY_URL, CRATEDB_CLUSTER_URL } = environment;
  const url = parseUrl(settings.url ?? (CRATEDB_SQLALCHEMY_URL || CRATEDB_CLUSTER_URL || DEFAULT_URL));
  const isCrate = url.protocol === 'crate:';
  const [schema, table] = path(url);
  const ownPort = isCrate || url.port === '' ? PG_PORT : Number(url.port);
  return {
    host: url.hostname.replace(/^\[|\]$/g, '') || 'localhost',
    port: settings.pg_port ?? ownPort,
    user: decode(url.username) || 'crate',
    password: url.password === '' ? undefined : decode(url.password),
    ssl: sslOf(url),
    schema: settings.default_target_schema ?? url.searchParams.get('schema') ?? schema ?? 'doc',
    table,
  };
}

function parseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw unusable('it is not a URL');
  }
  if (!/^(crate|postgres|postgresql):$/.test(url.protocol)) throw unusable(`its scheme is "${url.protocol}"`);
  const unknown = [...url.searchParams.keys()].find((name) => !['ssl', 'sslmode', 'schema'].includes(name));
  if (unknown !== undefined)
    throw unusable(`its option "${unknown}" is not known; known are ssl, sslmode and schema`);
  return url;
}

function path(url: URL): string[] {
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  if (parts.length > 2) throw unusable('its path has more than a schema and a table');
  return parts;
}

function sslOf(url: URL): boolean {
  const mode = url.searchParams.get('sslmode');
  if (mode !== null) return mode !== 'disable';
  return /^(true|1|yes|on)$/i.test(url.searchParams.get('ssl') ?? 'false');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw unusable('it has a percent sign that encodes nothing; write %25 for a percent sign');
  }
}

function unusable(reason: string): ProgramError {
  return invalidSettings([`"url" cannot be used: ${reason}; expected ${EXAMPLE}`]);
}
