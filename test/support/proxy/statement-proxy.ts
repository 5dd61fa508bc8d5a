import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a client sends up to a Sync, or a simple Query: it is passed on as a whole. */
export interface Statement {
  /** The SQL texts in it; empty for what has none. */
  readonly sql: string;
  /** Its number among those with SQL of all connections, from 0. */
  readonly number: number;
}

/** What a proxy does with statements. */
export interface StatementRules {
  /** Called before a statement is passed on, which waits for it; false drops it and cuts the connection. */
  readonly before?: (statement: Statement) => Promise<boolean>;
  /** Another text in a statement's stead. */
  readonly rewrite?: (sql: string) => string;
}

/** A proxy in front of a PostgreSQL server that knows where a statement begins and ends. */
export interface StatementProxy extends AsyncDisposable {
  readonly port: number;
}

/** Starts a proxy to a server on this machine. Connections must not be encrypted. */
export async function startStatementProxy(
  target: { readonly host: string; readonly port: number },
  rules: StatementRules,
): Promise<StatementProxy> {
  const sockets = new Set<Socket>();
  let statements = 0;
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.pipe(client);
    const next = (sql: string): Statement => ({ sql, number: sql === '' ? -1 : statements++ });
    void passOn(client, upstream, rules, next).catch(() => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function passOn(
  client: Socket,
  upstream: Socket,
  { before, rewrite = (sql) => sql }: StatementRules,
  next: (sql: string) => Statement,
): Promise<void> {
  let sql = '';
  let waiting: Buffer[] = [];
  for await (const message of messagesOf(client)) {
    const text = sqlOf(message);
    sql += text ?? '';
    waiting.push(text === undefined ? message : withSql(message, rewrite(text)));
    if (!ENDS.has(typeOf(message))) continue;
    const isPassed = sql === '' || before === undefined || (await before(next(sql)));
    if (!isPassed) return void client.destroy();
    upstream.write(Buffer.concat(waiting));
    [sql, waiting] = ['', []];
  }
  upstream.end();
}

/** Sync, Query, Terminate, a password, and what has no type: the first message of a connection. */
const ENDS = new Set(['S', 'Q', 'X', 'p', '']);
const TYPED = 5;

/** Messages of a client; the first one has no type in front of its length. */
async function* messagesOf(client: Socket): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  let isFirst = true;
  for await (const chunk of client) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (let length = lengthOf(rest, isFirst); length <= rest.length; length = lengthOf(rest, isFirst)) {
      yield rest.subarray(0, length);
      rest = rest.subarray(length);
      isFirst = false;
    }
  }
}

function lengthOf(bytes: Buffer, isFirst: boolean): number {
  if (bytes.length < TYPED) return Number.POSITIVE_INFINITY;
  return isFirst ? bytes.readUInt32BE(0) : bytes.readUInt32BE(1) + 1;
}

function typeOf(message: Buffer): string {
  return message[0] === 0 ? '' : String.fromCharCode(message[0] ?? 0);
}

/** The SQL in a Parse or Query; undefined in others. In a Parse the statement's name comes first. */
function sqlOf(message: Buffer): string | undefined {
  const type = typeOf(message);
  if (type !== 'P' && type !== 'Q') return undefined;
  const begin = type === 'P' ? message.indexOf(0, TYPED) + 1 : TYPED;
  return message.subarray(begin, message.indexOf(0, begin)).toString();
}

function withSql(message: Buffer, sql: string): Buffer {
  const begin = typeOf(message) === 'P' ? message.indexOf(0, TYPED) + 1 : TYPED;
  const end = message.indexOf(0, begin);
  const changed = Buffer.concat([message.subarray(0, begin), Buffer.from(sql), message.subarray(end)]);
  changed.writeUInt32BE(changed.length - 1, 1);
  return changed;
}
