import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClientPool, clientPool } from './client.ts';
import type { Behaviour, Context } from './context.ts';
import type { FaultScript } from './faults.ts';
import { expireIterators } from './iterator.ts';
import type { KinesisModel } from './model.ts';
import type { LoggedRequest } from './request-log.ts';
import { type Serving, serve } from './serve.ts';
import { Throttle } from './throttle.ts';

export interface HostileOptions extends Partial<Behaviour> {
  readonly faults?: FaultScript;
  /** Enforces Kinesis' read limits for each shard. */
  readonly throttled?: boolean;
  /** The server's clock, milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface HostileKinesis extends AsyncDisposable {
  readonly endpoint: string;
  readonly port: number;
  readonly log: readonly LoggedRequest[];
  /** Replaces the script; undefined ends the faults. */
  setFaults(faults: FaultScript | undefined): void;
  /** Expires the iterators that are out, of one shard or of all. */
  expireIterators(streamName: string, shardId?: string): void;
  /** A new SDK client; `stop` destroys it. */
  readonly client: ClientPool['client'];
  stop(): Promise<void>;
}

const USUAL: Behaviour = {
  pastRetention: 'invalid-argument',
  endOfShard: 'with-records',
  behind: 'exact',
  pageSize: 10_000,
  iteratorUses: Number.POSITIVE_INFINITY,
  iteratorLifetimeMs: 300_000,
  listingLagMs: 0,
};

/**
 * Serves a model of Kinesis streams on 127.0.0.1 as Kinesis would (plain HTTP/1.1, AWS JSON 1.1), except where
 * the script of faults says otherwise. The model may be changed while it is served.
 */
export async function startHostileKinesis(
  model: KinesisModel,
  options: HostileOptions = {},
): Promise<HostileKinesis> {
  const closing = new AbortController();
  const { signal } = closing;
  const context = newContext(model, options);
  const serving = { context, log: [], counts: new Map(), closing: signal, faults: options.faults };
  const server = await listen(serving);
  return handle(server, serving, closing);
}

function newContext(model: KinesisModel, options: HostileOptions): Context {
  const { faults: _, throttled, now = Date.now, ...behaviour } = options;
  const throttle = throttled ? new Throttle() : undefined;
  return { model, behaviour: { ...USUAL, ...behaviour }, throttle, now, generations: new Map() };
}

async function listen(serving: Serving): Promise<Server> {
  const server = createServer((request, response) => {
    serve(serving, request, response).catch((error: Error) => response.destroy(error));
  });
  server.keepAliveTimeout = 600_000; // an idle connection must not become one more fault
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function handle(server: Server, serving: Serving, closing: AbortController): HostileKinesis {
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const { client, destroy } = clientPool(endpoint);
  const stop = async (): Promise<void> => {
    destroy();
    await close(server, closing);
  };
  return {
    endpoint,
    port,
    log: serving.log,
    setFaults: (faults) => {
      serving.faults = faults;
    },
    expireIterators: (streamName, shardId) => expireIterators(serving.context, streamName, shardId),
    client,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function close(server: Server, closing: AbortController): Promise<void> {
  if (!server.listening) return;
  closing.abort();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
