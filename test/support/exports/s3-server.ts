import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { md5 } from './export-files.ts';

/** A part of S3, on 127.0.0.1: objects that can be read. */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  /** By `BUCKET/KEY`. */
  readonly objects: Map<string, Buffer>;
  /** Of those, the ones that nobody may read. */
  readonly denied: Set<string>;
  /** What was asked for, in order: `KEY` or `KEY bytes=…`. */
  readonly log: readonly string[];
}

/** Decides, at once or later, how many bytes of an answer are sent before the connection breaks; undefined for all of them. */
export type Breaks = (key: string, count: number) => number | undefined | Promise<number | undefined>;

/** Starts it; requests are counted from 1 by key. */
export async function startS3(breaks: Breaks = () => undefined): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const denied = new Set<string>();
  const log: string[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const key = decodeURIComponent(new URL(request.url ?? '/', 'http://s3').pathname.slice(1));
    const { range, 'if-match': match } = request.headers;
    log.push(range === undefined ? key : `${key} ${range}`);
    const object = objects.get(key);
    const etag = object && `"${md5(object)}"`;
    if (denied.has(key)) refuse(response, 403, 'AccessDenied');
    else if (object === undefined || etag === undefined) refuse(response, 404, 'NoSuchKey');
    else if (match !== undefined && match !== etag) refuse(response, 412, 'PreconditionFailed');
    else {
      const count = log.filter((one) => one.split(' ')[0] === key).length;
      const sent = await breaks(key, count);
      const bytes = object.subarray(Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0));
      response.writeHead(range === undefined ? 200 : 206, { 'content-length': bytes.length, etag });
      send(response, bytes, sent);
    }
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, objects, denied, log, [Symbol.asyncDispose]: stop };
}

function send(response: ServerResponse, bytes: Buffer, sent: number | undefined): void {
  if (sent === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, sent), () => response.destroy());
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>a scripted ${code}</Message></Error>`,
  );
}
