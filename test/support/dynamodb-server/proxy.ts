import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A call of DynamoDB, as it passed by. */
interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An answer that DynamoDB does not give itself. */
export interface Scripted {
  readonly status: number;
  readonly body: object;
}

/** Decides about the calls of an operation, counted from 1; undefined passes the call on. */
export type Script = (call: Call, count: number) => Scripted | undefined;

export interface DynamoDbProxy extends AsyncDisposable {
  readonly endpoint: string;
  readonly calls: readonly Call[];
}

/** What DynamoDB answers where it refuses a call. */
export function refusal(type: string, status = 400): Scripted {
  return {
    status,
    body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: `a scripted ${type}` },
  };
}

/** Stands on 127.0.0.1 between the tap and a DynamoDB, notes all calls and answers some of them itself. */
export async function startProxy(target: string, script: Script = () => undefined): Promise<DynamoDbProxy> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => response.destroy(error));
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const input = (await json(request)) as Call['input'];
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    const call = { operation, input };
    calls.push(call);
    const count = calls.filter((one) => one.operation === operation).length;
    const answer = script(call, count) ?? (await passOn(target, request, input));
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer.body));
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, calls, [Symbol.asyncDispose]: stop };
}

async function passOn(target: string, { headers }: IncomingMessage, input: object): Promise<Scripted> {
  const wanted = ['authorization', 'content-type', 'x-amz-target', 'x-amz-date'];
  const passed = Object.fromEntries(wanted.map((name) => [name, String(headers[name] ?? '')]));
  const answer = await fetch(target, { method: 'POST', headers: passed, body: JSON.stringify(input) });
  return { status: answer.status, body: (await answer.json()) as object };
}
