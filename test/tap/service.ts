import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP service that always sends the same answer, and remembers its requests. */
export interface Service extends AsyncDisposable {
  readonly endpoint: string;
  readonly asked: readonly Asked[];
}

/** Starts one on 127.0.0.1. */
export async function startService(status: number, answer: string, type?: string): Promise<Service> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ headers: request.headers, body: await text(request) });
    response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, asked, [Symbol.asyncDispose]: stop };
}
