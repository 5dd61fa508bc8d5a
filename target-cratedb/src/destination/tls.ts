import { invalidSettings, messageOf, readRegular } from '@cdc-relay/singer';
import type { SslMode, UrlOptions } from './target-url.ts';

/** How the connection is encrypted: what Node's TLS takes. */
export interface Tls {
  /** False only if a setting explicitly waives knowing who the server is. */
  readonly rejectUnauthorized: boolean;
  /** In PEM, as are the others. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** The settings about encryption. */
export interface TlsSettings {
  readonly sslmode?: SslMode;
  readonly ssl_ca?: string;
  readonly ssl_cert?: string;
  readonly ssl_key?: string;
}

/** What the URL says about encryption. */
export interface TlsOfUrl extends Pick<UrlOptions, 'ssl' | 'sslmode'> {
  /** The host wants encryption where nothing is said. */
  readonly isCloud: boolean;
}

/** What each mode protects, the least first. */
const STRENGTH: readonly SslMode[] = ['disable', 'no-verify', 'require', 'verify-full'];

/**
 * Decides on encryption: on by `sslmode`, by `ssl=true` in the URL, when a certificate is named, or for CrateDB Cloud.
 * The server's certificate is verified, its name included, unless `sslmode` is `no-verify`. A setting may not weaken
 * what the URL requires. Throws CONFIG_INVALID.
 */
export function tlsOf(settings: TlsSettings, url: TlsOfUrl = { isCloud: false }): Tls | undefined {
  const { ssl_ca: ca, ssl_cert: cert, ssl_key: key } = settings;
  const asked = askedBy(url);
  const isNamed = [ca, cert, key].some((file) => file !== undefined);
  if (isWeaker(settings.sslmode, asked))
    throw invalidSettings(['"sslmode" is weaker than what the URL requires: remove it, or change the URL']);
  const otherwise = isNamed || (asked === undefined && url.isCloud) ? 'verify-full' : 'disable';
  const mode = settings.sslmode ?? (asked === 'disable' ? otherwise : (asked ?? otherwise));
  if (mode === 'disable') return undefined;
  if ((cert === undefined) !== (key === undefined))
    throw invalidSettings(['"ssl_cert" and "ssl_key" belong together: set both or none']);
  return {
    rejectUnauthorized: mode !== 'no-verify',
    ...(ca === undefined ? {} : { ca: pem('ssl_ca', ca) }),
    ...(cert === undefined ? {} : { cert: pem('ssl_cert', cert) }),
    ...(key === undefined ? {} : { key: pem('ssl_key', key) }),
  };
}

function askedBy({ ssl, sslmode }: TlsOfUrl): SslMode | undefined {
  if (ssl !== undefined && sslmode !== undefined && ssl !== (sslmode !== 'disable'))
    throw invalidSettings(['"url" cannot be used: its options "ssl" and "sslmode" contradict each other']);
  if (sslmode !== undefined) return sslmode;
  if (ssl === undefined) return undefined;
  return ssl ? 'verify-full' : 'disable';
}

/** `require` verifies, too: it is as good as `verify-full`. */
function isWeaker(mode: SslMode | undefined, asked: SslMode | undefined): boolean {
  if (mode === undefined || asked === undefined) return false;
  return Math.min(STRENGTH.indexOf(mode), 2) < Math.min(STRENGTH.indexOf(asked), 2);
}

const MAX_PEM_BYTES = 1024 * 1024;

/** A certificate or key is text, or the path of its file. */
function pem(setting: string, value: string): string {
  if (value.includes('-----BEGIN')) return value;
  try {
    return readRegular(value, MAX_PEM_BYTES);
  } catch (error) {
    throw invalidSettings([`"${setting}" cannot be read: ${messageOf(error)}`]);
  }
}
