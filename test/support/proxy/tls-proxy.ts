import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import { fixturePath } from '../fixture-path.ts';
import { type Account, signOn } from './sign-on.ts';

/** A server that speaks TLS as PostgreSQL does, in front of one that does not. */
export interface TlsProxy extends AsyncDisposable {
  readonly port: number;
  /** The names of the clients' certificates, in the order of their connections. */
  readonly clients: readonly (string | undefined)[];
  /** Cuts all connections. */
  cut(): void;
}

/** Certificates for tests, valid for a hundred years: an authority, a server `localhost`, a client `tester`. */
export const TLS = {
  ca: fixturePath('tls/ca.pem'),
  clientCert: fixturePath('tls/client.pem'),
  clientKey: fixturePath('tls/client.key'),
};

/** What a proxy may ask of its clients. */
interface Asked {
  /** A certificate of the test authority. */
  readonly certificate?: boolean;
  /** A user and a password, as the server would; the proxy itself signs on as another user. */
  readonly account?: Account;
}

/** Starts the proxy. */
export async function startTlsProxy(
  target: { readonly host: string; readonly port: number },
  { certificate: asksClient = false, account }: Asked = {},
): Promise<TlsProxy> {
  const clients: (string | undefined)[] = [];
  const secureContext = createSecureContext({
    cert: readFileSync(fixturePath('tls/server.pem')),
    key: readFileSync(fixturePath('tls/server.key')),
    ca: readFileSync(TLS.ca),
  });
  const open = new Set<Socket>();
  const server = createServer((plain) => {
    open.add(plain);
    plain.on('error', () => undefined);
    plain.on('close', () => open.delete(plain));
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
      if (account === undefined) join(secure, upstream);
      else signOn(secure, upstream, account, () => join(secure, upstream));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    clients,
    cut: () => {
      for (const socket of open) socket.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(client: Duplex, upstream: Duplex): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}
