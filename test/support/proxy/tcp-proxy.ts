import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What happens to the next statement that matches, once. */
interface Fault {
  readonly pattern: RegExp;
  /** `unsent`: the server never gets it; `unanswered`: the answer is lost; `stalled`: it never comes. */
  readonly kind: 'unsent' | 'unanswered' | 'stalled';
}

/** A proxy on the way to a server that loses things when it is told to. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections were made through it. */
  readonly connections: number;
  /** Plans a fault for the next data from a client that matches. */
  plan(kind: Fault['kind'], pattern: RegExp): void;
  /** Faults that are still to happen. */
  readonly planned: number;
  /** Cuts every connection. */
  cut(): void;
  /** Refuses new connections, and cuts those there are. */
  close(): Promise<void>;
}

/** Starts a proxy to a server on this machine. */
export async function startProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const faults: Fault[] = [];
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    relay(client, upstream, faults);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async (): Promise<void> => {
    cut();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get planned() {
      return faults.length;
    },
    plan: (kind, pattern) => void faults.push({ kind, pattern }),
    cut,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function relay(client: Socket, upstream: Socket, faults: Fault[]): void {
  let fault: Fault | undefined;
  const end = (): void => {
    client.destroy();
    upstream.destroy();
  };
  client.on('data', (data) => {
    fault ??= take(faults, data);
    if (fault?.kind === 'unsent') end();
    else upstream.write(data);
  });
  upstream.on('data', (data) => {
    if (fault?.kind === 'unanswered') end();
    else if (fault === undefined) client.write(data);
  });
  client.on('close', end);
  upstream.on('close', end);
}

function take(faults: Fault[], data: Buffer): Fault | undefined {
  const text = data.toString('latin1');
  const at = faults.findIndex(({ pattern }) => pattern.test(text));
  return at < 0 ? undefined : faults.splice(at, 1)[0];
}
