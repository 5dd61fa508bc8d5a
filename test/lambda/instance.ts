import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KinesisStreamEvent, StreamBatchResponse } from '../../lambda/dist/index.js';
import { PROJECT } from '../support/programs/project.ts';

/** What came of an invocation: the answer, or undefined for an error, a timeout or the end of the process. */
type Result = StreamBatchResponse | undefined;

/** A function in a process of its own, which gets invocations by Lambda's Runtime API. */
export interface Instance extends AsyncDisposable {
  /** Invokes the function once what was invoked before has ended. */
  invoke(event: KinesisStreamEvent, milliseconds: number): Promise<Result>;
  /** What the function last said went wrong. */
  readonly lastError: string;
  /** Ends the process at once; what it does is lost. */
  kill(): void;
  readonly isAlive: boolean;
}

const RUNTIME = join(PROJECT, 'test/dist/lambda/runtime/main.js');

/** The bundle that `npm run bundle` makes. */
export const BUNDLED = join(PROJECT, 'lambda/bundle/index.mjs');

/** Starts an instance of a bundle of the function with the settings of an environment. Throws when it does not start. */
export function startInstance(bundle: string, environment: NodeJS.ProcessEnv): Promise<Instance> {
  return startFunction([process.execPath, RUNTIME, bundle], environment);
}

/** Starts a command that asks Lambda's Runtime API for invocations. Throws when it does not start. */
export async function startFunction(
  [command = '', ...args]: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Instance> {
  const api = new RuntimeApi();
  const address = await api.listen();
  const env = { PATH: process.env.PATH, AWS_LAMBDA_RUNTIME_API: address, ...environment };
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let lastError = '';
  createInterface(child.stderr).on('line', (line) => {
    if (line.includes('"level":"ERROR"')) lastError = line;
  });
  const ended = once(child, 'close').then(() => api.close());
  await Promise.race([api.asked, ended.then(() => Promise.reject(new Error('the function does not start')))]);
  return {
    invoke: (event, milliseconds) => api.invoke(event, milliseconds),
    get lastError() {
      return lastError;
    },
    kill: () => void child.kill('SIGKILL'),
    get isAlive() {
      return child.exitCode === null && child.signalCode === null;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

interface Invocation {
  readonly id: string;
  readonly event: KinesisStreamEvent;
  readonly milliseconds: number;
  readonly done: (result: Result) => void;
}

/** Lambda's Runtime API for one instance: it gets one invocation at a time. */
class RuntimeApi {
  readonly #waiting: Invocation[] = [];
  readonly #running = new Map<string, Invocation>();
  /** Resolves once the function has asked for an invocation. */
  readonly asked: Promise<void>;
  #onAsked = (): void => undefined;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #idle: ServerResponse | undefined;
  #count = 0;
  #isClosed = false;

  constructor() {
    this.asked = new Promise((resolve) => {
      this.#onAsked = resolve;
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  invoke(event: KinesisStreamEvent, milliseconds: number): Promise<Result> {
    return new Promise((done) => {
      if (this.#isClosed) return done(undefined);
      this.#count += 1;
      this.#waiting.push({ id: `request-${this.#count}`, event, milliseconds, done });
      this.#dispatch();
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const { done } of [...this.#waiting, ...this.#running.values()]) done(undefined);
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [id = '', what] = (request.url ?? '').split('/').slice(-2);
    if (request.method === 'GET') {
      this.#onAsked();
      this.#idle = response;
      this.#dispatch();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as StreamBatchResponse;
    response.writeHead(202).end();
    this.#running.get(id)?.done(what === 'response' ? body : undefined);
    this.#running.delete(id);
  }

  #dispatch(): void {
    if (this.#idle === undefined) return;
    const invocation = this.#waiting.shift();
    if (invocation === undefined) return;
    const { id, event, milliseconds } = invocation;
    this.#running.set(id, invocation);
    const headers = {
      'Lambda-Runtime-Aws-Request-Id': id,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + milliseconds),
    };
    this.#idle.writeHead(200, headers).end(JSON.stringify(event));
    this.#idle = undefined;
  }
}
