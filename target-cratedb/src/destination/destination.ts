import type { Environment } from '@cdc-relay/singer';
import { DEFAULT_URL, type HostPort, hostsIn, parseUrl, type TargetUrl } from './target-url.ts';
import { type Tls, type TlsSettings, tlsOf } from './tls.ts';

/** Where to write: a CrateDB, reached over the PostgreSQL wire protocol. */
export interface Destination {
  /** Nodes of one cluster; any of them will do. */
  readonly hosts: readonly [HostPort, ...HostPort[]];
  readonly user: string;
  readonly password: string | undefined;
  /** Undefined without encryption. */
  readonly tls: Tls | undefined;
  readonly schema: string;
  /** The table of the URL, for inputs with one stream. */
  readonly table: string | undefined;
}

/** The settings that say where to write. */
export interface DestinationSettings extends TlsSettings {
  readonly url?: string;
  readonly host?: string;
  readonly pg_port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly default_target_schema?: string;
}

/** CrateDB's port for the PostgreSQL protocol. */
const PG_PORT = 5432;

/**
 * Reads the destination. A `crate://` URL has the form that SQLAlchemy users know: its port is the HTTP port, so the
 * PostgreSQL port is 5432 unless `pg_port` says otherwise. A `postgresql://` URL names that port itself. Single
 * settings win over the parts of the URL. Without a URL the variables of CrateDB's other tools serve. Throws
 * CONFIG_INVALID without showing the URL, which holds a password.
 */
export function parseDestination(settings: DestinationSettings, environment: Environment): Destination {
  const { CRATEDB_SQLALCHEMY_URL, CRATEDB_CLUSTER_URL } = environment;
  const ofOtherTools =
    settings.host === undefined ? CRATEDB_SQLALCHEMY_URL || CRATEDB_CLUSTER_URL : undefined;
  const url = parseUrl(settings.url ?? (ofOtherTools || DEFAULT_URL));
  return {
    hosts: hostsOf(settings, url),
    user: settings.user ?? (url.user || 'crate'),
    password: settings.password ?? url.password,
    tls: tlsOf(settings, url.options),
    schema: settings.default_target_schema ?? url.options.get('schema') ?? url.path[0] ?? 'doc',
    table: url.path[1],
  };
}

function hostsOf({ host, pg_port }: DestinationSettings, url: TargetUrl): [HostPort, ...HostPort[]] {
  const named = host === undefined ? url.hosts : hostsIn(host);
  const ownPorts = host !== undefined || !url.isCrate;
  const [first = { host: 'localhost', port: undefined }, ...others] = named;
  const withPort = (one: { host: string; port: number | undefined }): HostPort => ({
    host: one.host,
    port: pg_port ?? (ownPorts ? one.port : undefined) ?? PG_PORT,
  });
  return [withPort(first), ...others.map(withPort)];
}
