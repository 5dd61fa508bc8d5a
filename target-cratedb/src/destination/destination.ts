import { invalidSettings } from '@cdc-relay/singer';
import { DEFAULT_URL, type HostPort, hostsIn, parseUrl, schemaOf, type TargetUrl } from './target-url.ts';
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
  /** The schema of names without one, in statements of a user; every name of the target's own has its schema. */
  readonly defaultSchema?: string;
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
 * settings add what the URL does not say; saying host, user or password twice is an error. Throws CONFIG_INVALID
 * without showing the URL, which holds a password.
 */
export function parseDestination(settings: DestinationSettings): Destination {
  const url = parseUrl(settings.url ?? DEFAULT_URL);
  if (settings.url !== undefined) refuseTwice(settings, url);
  const hosts = hostsOf(settings, url);
  return {
    hosts,
    user: settings.user ?? (url.user || 'crate'),
    password: settings.password ?? url.password,
    tls: tlsOf(settings, { ...url.options, isCloud: hosts.some(({ host }) => isCloud(host)) }),
    schema: settings.default_target_schema ?? schemaOf(url) ?? 'doc',
    table: url.path[1],
  };
}

/** Nobody knows which of two is meant, and a password must not go to a host that it is not for. */
function refuseTwice({ host, user, password, pg_port }: DestinationSettings, url: TargetUrl): void {
  const twice = [
    ...(host === undefined ? [] : ['host']),
    ...(user === undefined || url.user === '' ? [] : ['user']),
    ...(password === undefined || url.password === undefined ? [] : ['password']),
    ...(pg_port === undefined || url.options.pgPort === undefined ? [] : ['pg_port']),
  ];
  if (twice.length > 0)
    throw invalidSettings(twice.map((name) => `"url" already sets "${name}": remove one of them`));
}

/** CrateDB Cloud accepts encrypted connections only. */
function isCloud(host: string): boolean {
  return /\.cratedb\.net\.?$/i.test(host);
}

function hostsOf({ host, pg_port }: DestinationSettings, url: TargetUrl): [HostPort, ...HostPort[]] {
  const named = host === undefined ? url.hosts : hostsIn(host);
  const ownPorts = host !== undefined || !url.isCrate;
  const [first = { host: 'localhost', port: undefined }, ...others] = named;
  const withPort = (one: { host: string; port: number | undefined }): HostPort => ({
    host: one.host,
    port: pg_port ?? url.options.pgPort ?? (ownPorts ? one.port : undefined) ?? PG_PORT,
  });
  return [withPort(first), ...others.map(withPort)];
}
