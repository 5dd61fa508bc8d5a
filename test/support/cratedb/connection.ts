/** How to reach the CrateDB (or stand-in) that the tests run against. */
export interface CrateServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  /** The URL for the target, without a schema. */
  readonly targetUrl: string;
}

/** Reads a `crate://` (HTTP port, so 5432 is assumed) or `postgresql://` URL. */
export function crateServer(url: string): CrateServer {
  const { protocol, hostname, port, username, password } = new URL(url);
  return {
    host: hostname,
    port: protocol === 'crate:' || port === '' ? 5432 : Number(port),
    user: username || 'crate',
    password: password === '' ? undefined : decodeURIComponent(password),
    targetUrl: url.replace(/^([a-z]+:\/\/[^/?]+).*$/, '$1'),
  };
}
