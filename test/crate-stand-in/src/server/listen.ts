import { createServer, type Server, type Socket } from 'node:net';
import type { Engine } from '../engine/engine.ts';
import type { World } from '../statements/world.ts';
import { welcome } from '../wire/backend.ts';
import { GSS_REQUEST, PROTOCOL_3, SSL_REQUEST } from '../wire/codes.ts';
import { type Frame, Frames } from '../wire/frames.ts';
import { Session } from './session.ts';

/** What every client receives when it connects. */
export const NOTICE =
  'This is a CrateDB stand-in made of PGlite, for tests and demonstrations; it is not CrateDB.';

const SETTINGS = {
  server_version: '14.0 (CrateDB stand-in)',
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  datestyle: 'ISO',
  TimeZone: 'UTC',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
};

/** A server for PostgreSQL clients; `stop` ends every connection. */
export interface Listener {
  readonly port: number;
  stop(): Promise<void>;
}

/** Listens on a port of 127.0.0.1 (0: a free one) and opens a session for every client. */
export async function listen(host: string, port: number, engine: Engine, world: World): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    serve(socket, engine, world)
      .catch(() => socket.destroy())
      .finally(() => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return { port: portOf(server), stop: () => stop(server, sockets) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

async function serve(socket: Socket, engine: Engine, world: World): Promise<void> {
  const frames = new Frames(false);
  const session = new Session(engine, world, (bytes) => socket.write(bytes));
  try {
    for await (const chunk of socket) {
      frames.push(chunk);
      for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
        if (frame.type === 'X') return;
        if (frame.type === '') greet(frame, frames, socket);
        else await session.handle(frame);
      }
    }
  } finally {
    socket.end();
    await session.close();
  }
}

/** Answers the first messages: no encryption, no password; a request to cancel just ends the connection. */
function greet({ body }: Frame, frames: Frames, socket: Socket): void {
  const code = body.readInt32BE(0);
  if (code === SSL_REQUEST || code === GSS_REQUEST) socket.write('N');
  else if (code === PROTOCOL_3) {
    frames.becomeTyped();
    socket.write(welcome(SETTINGS, NOTICE));
  } else socket.destroy();
}
