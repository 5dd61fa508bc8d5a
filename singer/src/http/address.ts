import { invalid } from '../settings/invalid.ts';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';

/**
 * Reads the setting `http`: `HOST:PORT`, `[IPv6]:PORT`, `:PORT` or `PORT` (of this machine alone); undefined for `off`
 * or nothing. Throws CONFIG_INVALID.
 */
export function parseAddress(text: string | undefined): Address | undefined {
  if (text === undefined || text === '' || text === 'off') return undefined;
  const [, ipv6, name, port = ''] = /^(?:(?:\[([\da-f:.%]+)\]|([\w.-]*)):)?(\d{1,5})$/i.exec(text) ?? [];
  const number = Number(port);
  if (port !== '' && number <= 65_535) return { host: ipv6 ?? (name || LOOPBACK), port: number };
  throw invalid(['"http" must be HOST:PORT, such as 127.0.0.1:9464, or off']);
}
