import { invalidSettings, messageOf, readRegular } from '@cdc-relay/singer';

/** How the connection is encrypted: what Node's TLS takes. */
export interface Tls {
  /** False only on the explicit wish not to know whom one talks to. */
  readonly rejectUnauthorized: boolean;
  /** In PEM, as are the others. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** The settings about encryption. */
export interface TlsSettings {
  readonly sslmode?: 'disable' | 'require' | 'verify-full' | 'no-verify';
  readonly ssl_ca?: string;
  readonly ssl_cert?: string;
  readonly ssl_key?: string;
}

/**
 * Decides on encryption: on by `sslmode`, by `ssl=true` in the URL, or when a certificate is named. The server's
 * certificate is verified, its name included, unless `sslmode` is `no-verify`. Throws CONFIG_INVALID.
 */
export function tlsOf(settings: TlsSettings, options: URLSearchParams): Tls | undefined {
  const { ssl_ca: ca, ssl_cert: cert, ssl_key: key } = settings;
  const mode = settings.sslmode ?? options.get('sslmode');
  const wanted = isOn(options.get('ssl')) || [ca, cert, key].some((file) => file !== undefined);
  if (mode === 'disable' || (mode === null && !wanted)) return undefined;
  if ((cert === undefined) !== (key === undefined))
    throw invalidSettings(['"ssl_cert" and "ssl_key" belong together: name both or none']);
  return {
    rejectUnauthorized: mode !== 'no-verify',
    ...(ca === undefined ? {} : { ca: pem('ssl_ca', ca) }),
    ...(cert === undefined ? {} : { cert: pem('ssl_cert', cert) }),
    ...(key === undefined ? {} : { key: pem('ssl_key', key) }),
  };
}

function isOn(text: string | null): boolean {
  return text !== null && /^(true|1|yes|on)$/i.test(text);
}

const MAX_PEM_BYTES = 1024 * 1024;

/** A certificate or key is given as text, or as the path of its file. */
function pem(setting: string, value: string): string {
  if (value.includes('-----BEGIN')) return value;
  try {
    return readRegular(value, MAX_PEM_BYTES);
  } catch (error) {
    throw invalidSettings([`"${setting}" cannot be read: ${messageOf(error)}`]);
  }
}
