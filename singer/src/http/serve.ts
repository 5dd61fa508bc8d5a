import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf, messageOf, ProgramError } from '../errors/errors.ts';
import type { Address } from './address.ts';
import { Answers, type Subject } from './answers.ts';
import { HEADERS, isMeant } from './headers.ts';
import { RequestLimit } from './request-limit.ts';

/** A server that shows a board. Dispose of it to close it. */
export interface Serving extends AsyncDisposable {
  readonly url: string;
}

/** Whoever says nothing for longer than this, or reads so slowly, is disconnected. */
const REQUEST_MS = 5000;
const MAX_CONNECTIONS = 32;
const MAX_HEADER_BYTES = 8192;
const MAX_TARGET = 200;

/** Serves a board, read-only, within limits that no number of clients exceeds. Throws HTTP_UNAVAILABLE. */
export async function serve(address: Address, subject: Subject): Promise<Serving> {
  const answers = new Answers(subject);
  const limit = new RequestLimit();
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: REQUEST_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: REQUEST_MS,
      connectionsCheckingInterval: REQUEST_MS / 2,
    },
    (request, response) => {
      if (limit.admits(performance.now())) void answer(request, response, address, answers);
      else request.socket.destroy();
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(REQUEST_MS, (socket) => socket.destroy());
  server.listen(address.port, address.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw unavailable(address, error);
  }
  // Work that is done must not be held up by it.
  server.unref();
  return {
    url: urlOf(server.address() as AddressInfo),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(
  { method = '', url = '', headers, socket }: IncomingMessage,
  response: ServerResponse,
  { host }: Address,
  answers: Answers,
): Promise<void> {
  const isHead = method === 'HEAD';
  const refusal = refusalOf(method, url, isMeant(host, headers.host));
  try {
    const { status, type, body } = refusal ?? (await answers.to(pathOf(url), headers.accept ?? ''));
    // What a body may hold is not read.
    const close = refusal === undefined ? {} : { Connection: 'close' };
    response.writeHead(status, {
      ...HEADERS,
      ...close,
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(isHead ? undefined : body);
  } catch {
    socket.destroy();
  }
}

function refusalOf(method: string, url: string, isMeantForThis: boolean) {
  const refuse = (status: number, body: string) => ({ status, type: 'text/plain; charset=utf-8', body });
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'only GET and HEAD\n');
  if (!isMeantForThis) return refuse(421, 'not the name of this server\n');
  return url.length > MAX_TARGET ? refuse(414, 'too long\n') : undefined;
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/`;
}

function unavailable({ host, port }: Address, error: unknown): ProgramError {
  const why = codeOf(error) === 'EADDRINUSE' ? 'another program listens there' : messageOf(error);
  return new ProgramError(
    'HTTP_UNAVAILABLE',
    `The server of "http" cannot listen on ${host}:${port}: ${why}.`,
    {
      cause: error,
    },
  );
}
