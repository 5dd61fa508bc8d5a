import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { fixturePath } from '../fixture-path.ts';

/** A server that speaks TLS as PostgreSQL does, in front of one that does not. */
export interface TlsProxy extends AsyncDisposable {
  readonly port: number;
  /** The names of the clients' certificates, in the order of their connections. */
  readonly clients: readonly (string | undefined)[];
}

/** Certificates for tests, valid for a hundred years: an authority, a server `localhost`, a client `tester`. */
export const TLS = {
  ca: fixturePath('tls/ca.pem'),
  clientCert: fixturePath('tls/client.pem'),
  clientKey: fixturePath('tls/client.key'),
};

/** Starts the proxy; `asksClient` makes it ask for a certificate of the test authority. */
export async function startTlsProxy(
  target: { readonly host: string; readonly port: number },
  asksClient = false,
): Promise<TlsProxy> {
  const clients: (string | undefined)[] = [];
  const secureContext = createSecureContext({
    cert: readFileSync(fixturePath('tls/server.pem')),
    key: readFileSync(fixturePath('tls/server.key')),
    ca: readFileSync(TLS.ca),
  });
  const server = createServer((plain) => {
    plain.on('error', () => undefined);
    // The first message of a client is SSLRequest, eight bytes; S says that TLS begins.
    plain.once('data', () => {
      plain.write('S');
      const secure = new TLSSocket(plain, {
        isServer: true,
        secureContext,
        requestCert: asksClient,
        rejectUnauthorized: asksClient,
      });
      const upstream = connect(target);
      secure.on('secure', () => {
        const subject = secure.getPeerCertificate().subject as { CN?: string } | undefined;
        clients.push(subject?.CN);
      });
      for (const [from, to] of [
        [secure, upstream],
        [upstream, secure],
      ] as const) {
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
        from.pipe(to);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    clients,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
