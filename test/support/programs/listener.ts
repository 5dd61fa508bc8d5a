import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Somebody who listens: remembers all that is sent to them. */
export interface Listener extends AsyncDisposable {
  readonly port: number;
  /** What has come, over all connections; undefined where nobody came. */
  heard(): string | undefined;
}

/** The code of the message in which PostgreSQL asks for the password in plain text. */
const CLEARTEXT_PASSWORD = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);

/** Listens on 127.0.0.1, and asks like a PostgreSQL server whoever comes for the password. */
export async function startListener(): Promise<Listener> {
  let heard: string | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    heard ??= '';
    sockets.add(socket.on('error', () => undefined));
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      // The password is the last word.
      if (bytes[0] === 0x70) socket.end();
      else socket.write(CLEARTEXT_PASSWORD);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => heard,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
