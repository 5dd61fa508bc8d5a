import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Board, type Logger, parseAddress, type Route, serveBoard } from '@cdc-relay/singer';
import split2 from 'split2';
import { NAME } from '../error-catalogue.ts';
import { ShardReports } from './shard-reports.ts';

const TICK_MS = 1000;
/** A report has some kilobytes; a longer line is none. */
const MAX_LINE = 4 * 1024 * 1024;

/** How a worker is to be seen from outside. */
export interface HealthOptions {
  /** The setting `http`. */
  readonly http: string | undefined;
  readonly readyMs: number;
  readonly version: string;
  readonly route: Route;
  /** A folder that only this user may look into. */
  readonly folder: string;
}

/** Where the processes of shards report to; undefined where nobody wants to know. Dispose of it at the end. */
export interface Health extends AsyncDisposable {
  readonly socket: string | undefined;
}

/**
 * Shows a worker on the server of the setting `http`: that it answers shows that it is alive, as it ends with its daemon.
 * Throws CONFIG_INVALID, HTTP_UNAVAILABLE.
 */
export async function serveHealth(options: HealthOptions, log: Logger): Promise<Health> {
  const address = parseAddress(options.http);
  if (address === undefined) return { socket: undefined, [Symbol.asyncDispose]: async () => undefined };
  const { version, route, readyMs } = options;
  const board = new Board({ name: NAME, version, ...route }, Date.now());
  const reports = new ShardReports(board, readyMs);
  const served = await serveBoard(address, { board, live: () => ({ ok: true, causes: [] }) });
  log.info(`metrics, health and a page are on ${served.url}`);
  log.listen((notice) => board.notice(NAME, notice, Date.now()));
  const { path, close } = await listen(join(options.folder, 'reports'), reports);
  const timer = setInterval(() => reports.tick(performance.now()), TICK_MS);
  return {
    socket: path,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      close();
      await served[Symbol.asyncDispose]();
    },
  };
}

async function listen(path: string, reports: ShardReports): Promise<{ path: string; close: () => void }> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    const id = `shard-processor ${count}`;
    sockets.add(socket);
    const lines = socket.pipe(split2({ maxLength: MAX_LINE }));
    lines.on('data', (line: string) => reports.line(id, line, performance.now()));
    lines.on('error', () => socket.destroy());
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      reports.ended(id);
    });
  });
  server.unref();
  server.listen(path);
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { path, close };
}
