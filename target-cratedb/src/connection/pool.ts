import { Socket } from 'node:net';
import { type Logger, messageOf } from '@cdc-relay/singer';
import pg from 'pg';
import type { Destination } from '../destination/destination.ts';
import { AnswerLimit } from './answer-limit.ts';
import { answerTooLarge } from './faults.ts';

/** Statements run side by side on as many connections. */
export const CONNECTIONS = 4;

const CONNECT_TIMEOUT_MS = 10_000;

/** CrateDB itself ends a statement at its limit; a client that gets no answer cancels it a little later. */
const ANSWER_LATE_MS = 5000;

/** Connections over the cluster's nodes: each new one goes to the next node. */
export interface Connections {
  readonly pool: pg.Pool;
  /** Ends them. The process may end also where a server that hangs does not close its side. */
  close(): Promise<void>;
}

/** Makes the connections, none of which is open yet. */
export function makeConnections(
  { hosts, user, password, tls, defaultSchema = 'doc' }: Destination,
  statementTimeoutMs: number,
  log: Logger,
): Connections {
  let next = 0;
  const sockets = new Set<Socket>();
  const isPlain = tls === undefined;
  const stream = (): Socket => {
    const socket = new Socket();
    if (isPlain) limitAnswers(socket);
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  };
  // The pool hides its password from copies of its options.
  const secret = { password: password ?? NO_PASSWORD };
  class RotatingClient extends pg.Client {
    constructor(options: pg.ClientConfig) {
      const restore = hideLibpqVariables();
      try {
        super({ ...options, stream, ...secret, ...hosts[next % hosts.length] });
      } finally {
        restore();
      }
      // What comes before that is encrypted.
      this.connection.once('sslconnect', () => limitAnswers(this.connection.stream as Socket));
      next += 1;
    }
  }
  const pool = new pg.Pool({
    Client: RotatingClient as unknown as new () => pg.ClientBase,
    user,
    // CrateDB's word for the schema of names without one.
    database: defaultSchema,
    ssl: tls === undefined ? false : { ...tls },
    application_name: 'target-cratedb',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: statementTimeoutMs + ANSWER_LATE_MS,
    keepAlive: true,
    onConnect: (client) => prepareSession(client, statementTimeoutMs),
  });
  // A connection that breaks while idle is replaced at the next use.
  pool.on('error', (error) => log.debug(`idle connection lost: ${messageOf(error)}`));
  const close = async (): Promise<void> => {
    await pool.end();
    for (const socket of sockets) socket.unref();
  };
  return { pool, close };
}

/** Ends a connection over which more comes than there is room for. */
function limitAnswers(socket: Socket): void {
  const limit = new AnswerLimit();
  socket.on('data', (chunk: Buffer) => {
    const problem = limit.problem(chunk);
    if (problem !== undefined) socket.destroy(answerTooLarge(problem));
  });
}

/** `pg` would look for a missing password in files. */
const NO_PASSWORD = (): string => '';

/**
 * `pg` reads what is not set (password, TLS, options) from PGPASSWORD and the like, which are for other servers: it does
 * not see them while a client is made. Returns what puts them back, for other users of the process's environment.
 */
function hideLibpqVariables(): () => void {
  const hidden = Object.entries(process.env).filter(([name]) => /^PG[A-Z]+$/.test(name));
  for (const [name] of hidden) delete process.env[name];
  return () => void Object.assign(process.env, Object.fromEntries(hidden));
}

/** A row that lacks a member gets NULL in its column, instead of an error for the whole statement. */
async function prepareSession(client: pg.ClientBase, statementTimeoutMs: number): Promise<void> {
  await client.query('SET SESSION error_on_unknown_object_key = false');
  await client.query(limitStatements(statementTimeoutMs));
}

/** The statement that limits the time of the session's other statements; 0 takes the limit away. */
export function limitStatements(milliseconds: number): string {
  return `SET SESSION statement_timeout = '${milliseconds}ms'`;
}
