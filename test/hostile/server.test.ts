import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { BIN, run } from '../support/programs/run.ts';
import { startTlsProxy, TLS } from '../support/proxy/tls-proxy.ts';
import { schemaMessage, textOf } from '../target/messages.ts';

vi.setConfig({ testTimeout: 60_000 });

const HUGE = 2 ** 31 - 8;

/** More than this is not sent: a client that takes it would take all. */
const SENT_AT_MOST = 32 * 1024 * 1024;

function message(type: string, bytes: number, payload = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(5);
  header.write(type);
  header.writeInt32BE(bytes + 4, 1);
  return Buffer.concat([header, payload]);
}

const WELCOME = Buffer.concat([message('R', 4, Buffer.alloc(4)), message('Z', 1, Buffer.from('I'))]);

/** Sends a message that never ends, as fast as it is taken. */
function flood(socket: Socket): void {
  socket.write(message('E', HUGE));
  let sent = 0;
  const more = (): void => {
    while (sent < SENT_AT_MOST && !socket.destroyed) {
      sent += 65_536;
      if (!socket.write(Buffer.alloc(65_536))) return;
    }
    socket.end();
  };
  socket.on('drain', more);
  more();
}

/** A server that lets anybody in, or not, and then announces two gigabytes. */
async function hostileServer(letsIn: boolean) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      if (!letsIn) return flood(socket);
      socket.write(WELCOME);
      socket.once('data', () => flood(socket));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { host: '127.0.0.1', port, [Symbol.dispose]: () => void server.close() };
}

test.each([
  ['before the login', false, false],
  ['after the login', true, false],
  ['before the login, encrypted', false, true],
])('a server that announces two gigabytes %s is left', async (_, letsIn, encrypted) => {
  using server = await hostileServer(letsIn);
  await using proxy = encrypted ? await startTlsProxy(server) : undefined;
  const env = {
    TARGET_CRATEDB_HOST: 'localhost',
    TARGET_CRATEDB_PG_PORT: String(proxy?.port ?? server.port),
    TARGET_CRATEDB_RETRY_LIMIT_SECONDS: '0',
    ...(encrypted ? { TARGET_CRATEDB_SSL_CA: TLS.ca } : {}),
  };
  const outcome = await run(BIN.target, [], { env, stdin: textOf([schemaMessage('s', { id: 'integer' })]) });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toMatch(/CRATEDB_ANSWER_TOO_LARGE: The server sends a message of 2147483640 bytes/);
});
