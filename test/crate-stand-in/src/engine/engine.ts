import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { Frame } from '../wire/frames.ts';
import type { Bind } from '../wire/frontend.ts';
import * as requests from '../wire/requests.ts';
import { BOOT } from './boot.ts';
import { PostgresError } from './postgres-error.ts';
import { Upstream } from './upstream.ts';

/** What PostgreSQL says about a prepared statement: the bodies of its descriptions; no rows: undefined. */
export interface Description {
  readonly parameters: Buffer;
  readonly rows: Buffer | undefined;
}

/**
 * PGlite behind its socket server. All clients share its one session, so each request stands for itself: it
 * names its statement, and leaves neither a portal nor a transaction behind.
 */
export class Engine {
  private readonly db: PGlite;
  private readonly server: PGLiteSocketServer;
  private readonly upstream: Upstream;
  private statements = 0;

  private constructor(db: PGlite, server: PGLiteSocketServer, upstream: Upstream) {
    this.db = db;
    this.server = server;
    this.upstream = upstream;
  }

  static async start(): Promise<Engine> {
    const db = await PGlite.create();
    await db.exec(BOOT);
    const server = new PGLiteSocketServer({ db, port: 0 });
    await server.start();
    const [host = '', port = ''] = server.getServerConn().split(':');
    const upstream = new Upstream(host, Number(port));
    await upstream.request(requests.startup({ user: 'postgres', database: 'postgres' }));
    return new Engine(db, server, upstream);
  }

  async stop(): Promise<void> {
    this.upstream.close();
    await this.server.stop();
    await this.db.close();
  }

  /** Prepares SQL under a new name and describes it. */
  async prepare(
    sql: string,
    types: Buffer,
  ): Promise<{ readonly name: string; readonly description: Description }> {
    this.statements += 1;
    const name = `s${this.statements}`;
    const request = [requests.parse({ name, sql, types }), requests.describeStatement(name), requests.sync];
    const frames = await this.request(Buffer.concat(request));
    const body = (type: string) => frames.find((frame) => frame.type === type)?.body;
    return { name, description: { parameters: body('t') ?? Buffer.alloc(2), rows: body('T') } };
  }

  /** Runs a prepared statement; returns its rows and its end, or throws a PostgresError. */
  async execute(name: string, bind: Bind): Promise<Frame[]> {
    const frames = await this.request(Buffer.concat([requests.bindAndExecute(name, bind), requests.sync]));
    return frames.filter((frame) => frame.type !== '2');
  }

  /** Forgets a prepared statement. */
  async close(name: string): Promise<void> {
    await this.request(Buffer.concat([requests.closeStatement(name), requests.sync]));
  }

  /** Runs SQL text, several statements as one transaction. */
  query(sql: string): Promise<Frame[]> {
    return this.request(requests.query(sql));
  }

  private async request(bytes: Buffer): Promise<Frame[]> {
    const frames = await this.upstream.request(bytes);
    const failure = frames.find((frame) => frame.type === 'E');
    if (failure !== undefined) throw new PostgresError(failure.body);
    return frames;
  }
}
