import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What happens to the next statement that matches, once. */
interface Fault {
  readonly pattern: RegExp;
  /**
   * `unsent`: the server never gets it; `unanswered`: the answer is lost; `stalled`: it never comes; `late`: it comes
   * after a second; `refused`: an error comes in the server's stead; `hidden`: the server gets it with another name, so
   * that it does not find what is named.
   */
  readonly kind: 'unsent' | 'unanswered' | 'stalled' | 'late' | 'refused' | 'hidden';
  /** The error's text, or the name that is hidden. */
  readonly message: string;
}

/** A proxy on the way to a server that loses things on request. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections were made through it. */
  readonly connections: number;
  /** How many statements came from clients: what ends with a Sync. */
  readonly statements: number;
  /** Plans a fault for the next data from a client that matches. */
  plan(kind: Fault['kind'], pattern: RegExp, message?: string): void;
  /** Counts from now on how often data of a client matches. */
  count(pattern: RegExp): () => number;
  /** Forgets what is planned. */
  forget(): void;
  /** Faults that are still to happen. */
  readonly planned: number;
  /** Connections that are open. */
  readonly open: number;
  /** Cuts every connection. */
  cut(): void;
  /** Passes nothing on any more, hears no end, and takes connections without a word: like a machine that hangs. */
  freeze(): void;
  /** Cuts every connection and refuses new ones for a while. */
  refuse(milliseconds: number): Promise<void>;
  /** Cuts every connection and refuses new ones until this is done. */
  refuseWhile(work: () => Promise<void>): Promise<void>;
  /** Refuses new connections, and cuts those there are. */
  close(): Promise<void>;
}

const LATE_MS = 1000;
const SYNC = Buffer.from('S\0\0\0\x04', 'latin1');

/** Starts a proxy to a server on this machine; each answer comes this many milliseconds late. */
export async function startProxy(
  target: { readonly host: string; readonly port: number },
  delayMs = 0,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const faults: Fault[] = [];
  const counters: { readonly pattern: RegExp; count: number }[] = [];
  let connections = 0;
  let statements = 0;
  let isFrozen = false;
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (data) => {
      if (endsWithSync(data)) statements += 1;
      for (const counter of counters) if (counter.pattern.test(data.toString('latin1'))) counter.count += 1;
    });
    relay(client, upstream, faults, delayMs);
    if (isFrozen) client.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async (): Promise<void> => {
    cut();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  const refuseWhile = async (work: () => Promise<void>): Promise<void> => {
    await close();
    await work();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  return {
    port,
    get connections() {
      return connections;
    },
    get statements() {
      return statements;
    },
    get planned() {
      return faults.length;
    },
    get open() {
      return Math.ceil(sockets.size / 2);
    },
    count: (pattern) => {
      const counter = { pattern, count: 0 };
      counters.push(counter);
      return () => counter.count;
    },
    plan: (kind, pattern, message = '') => void faults.push({ kind, pattern, message }),
    forget: () => void faults.splice(0),
    cut,
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    refuse: (milliseconds) => refuseWhile(() => sleep(milliseconds)),
    refuseWhile,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function relay(client: Socket, upstream: Socket, faults: Fault[], delayMs: number): void {
  let fault: Fault | undefined;
  const end = (): void => {
    client.destroy();
    upstream.destroy();
  };
  client.on('data', (data) => {
    // Only one answer is late.
    if (fault?.kind === 'late') fault = undefined;
    fault ??= take(faults, data);
    if (fault?.kind === 'unsent') end();
    else if (fault?.kind === 'hidden') {
      upstream.write(without(data, fault.message));
      fault = undefined;
    } else if (fault?.kind !== 'refused') upstream.write(data);
    else if (endsWithSync(data)) {
      client.write(refusal(fault.message));
      fault = undefined;
    }
  });
  upstream.on('data', (data) => {
    if (fault?.kind === 'unanswered') end();
    else if (fault?.kind === 'late') void sleep(LATE_MS).then(() => client.write(data));
    else if (fault === undefined && delayMs > 0) void sleep(delayMs).then(() => client.write(data));
    else if (fault === undefined) client.write(data);
  });
  client.on('close', end);
  upstream.on('close', end);
}

/** The end of what a client says at a time: Sync, or a simple Query. */
function endsWithSync(data: Buffer): boolean {
  return data.subarray(-5).equals(SYNC) || data[0] === 'Q'.charCodeAt(0);
}

/** The same data with another name of the same length. */
function without(data: Buffer, name: string): Buffer {
  return Buffer.from(data.toString('latin1').replaceAll(name, 'x'.repeat(name.length)), 'latin1');
}

/** ErrorResponse and ReadyForQuery. */
function refusal(message: string): Buffer {
  const fields = Buffer.from(`SERROR\0CXX000\0M${message}\0\0`);
  const head = Buffer.alloc(5, 'E');
  head.writeUInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields, Buffer.from('Z\0\0\0\x05I', 'latin1')]);
}

function take(faults: Fault[], data: Buffer): Fault | undefined {
  const text = data.toString('latin1');
  const at = faults.findIndex(({ pattern }) => pattern.test(text));
  return at < 0 ? undefined : faults.splice(at, 1)[0];
}
