import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
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
  /** Serves by TLS, and so by HTTP/2, for a server certificate of `localhost` (PEM). */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
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
  /** How many records a shard has pushed in its active subscriptions, and ends these when asked to. */
  subscriptionsOf(shardId: string): { readonly pushed: number; readonly isHeldBack: boolean; end(): void }[];
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
  shardsListed: 1_000,
  shardsPerPage: 100,
  consumerLimit: 20,
  consumerCreating: 0,
  eventsPerSubscription: Number.POSITIVE_INFINITY,
  heartbeatMs: 20,
  overlap: 0,
  takeoverMs: 5_000,
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
  const listening = await listen(serving, options.tls);
  return handle(listening, serving, closing, options.tls !== undefined);
}

function newContext(model: KinesisModel, options: HostileOptions): Context {
  const { faults: _, tls: __, throttled, now = Date.now, ...behaviour } = options;
  const throttle = throttled ? new Throttle() : undefined;
  return {
    model,
    behaviour: { ...USUAL, ...behaviour },
    throttle,
    now,
    generations: new Map(),
    consumers: new Map(),
    subscriptions: new Map(),
  };
}

/** A server, and how its connections end at once. */
interface Listening {
  readonly server: Server | Http2SecureServer;
  readonly closeAll: () => void;
}

async function listen(serving: Serving, tls: HostileOptions['tls']): Promise<Listening> {
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    serve(serving, request, response).catch((error: Error) => response.destroy(error));
  };
  const listening = tls === undefined ? plainServer(onRequest) : secureServer(tls, onRequest);
  listening.server.listen(0, '127.0.0.1');
  await once(listening.server, 'listening');
  return listening;
}

type OnRequest = (request: IncomingMessage, response: ServerResponse) => void;

function plainServer(onRequest: OnRequest): Listening {
  const server = createServer(onRequest);
  server.keepAliveTimeout = 600_000; // an idle connection must not become one more fault
  return { server, closeAll: () => server.closeAllConnections() };
}

function secureServer(tls: NonNullable<HostileOptions['tls']>, onRequest: OnRequest): Listening {
  const server = createSecureServer({ ...tls, allowHTTP1: true });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session.once('close', () => sessions.delete(session))));
  const sockets = new Set<{ destroy(): void }>();
  server.on('secureConnection', (socket) => sockets.add(socket.once('close', () => sockets.delete(socket))));
  // The compatible interface of node:http2 has what is used here.
  server.on('request', onRequest as never);
  const closeAll = (): void => {
    for (const session of sessions) session.destroy();
    for (const socket of sockets) socket.destroy();
  };
  return { server, closeAll };
}

function handle(
  listening: Listening,
  serving: Serving,
  closing: AbortController,
  isSecure: boolean,
): HostileKinesis {
  const { port } = listening.server.address() as AddressInfo;
  const endpoint = isSecure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const { client, destroy } = clientPool(endpoint);
  const stop = async (): Promise<void> => {
    destroy();
    await close(listening, closing);
  };
  return {
    endpoint,
    port,
    log: serving.log,
    setFaults: (faults) => {
      serving.faults = faults;
    },
    expireIterators: (streamName, shardId) => expireIterators(serving.context, streamName, shardId),
    subscriptionsOf: (shardId) =>
      [...serving.context.subscriptions.values()]
        .filter(({ subscription }) => subscription.shard.id === shardId)
        .map(({ subscription }) => ({
          pushed: subscription.position,
          isHeldBack: subscription.isHeldBack,
          end: () => subscription.ended.abort(),
        })),
    client,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function close({ server, closeAll }: Listening, closing: AbortController): Promise<void> {
  if (!server.listening) return;
  closing.abort();
  const closed = once(server, 'close');
  server.close();
  closeAll();
  await closed;
}
