import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { type Program, runProgram } from '@cdc-relay/singer';
import type { Outcome } from './run.ts';
import { refuseSecrets } from './secrets.ts';

const CLOSING_MS = 10_000;

/** What a program is run with; `env` is all that it sees of the environment. */
interface Given {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin?: string | Uint8Array;
}

const real = globalThis.process;
const current = new AsyncLocalStorage<NodeJS.Process>();

// Code that runs for a program sees the program's process; all other code sees this one's.
Object.defineProperty(globalThis, 'process', {
  configurable: true,
  get: () => current.getStore() ?? real,
});

const sockets = new WeakMap<NodeJS.Process, Socket[]>();
subscribe('net.client.socket', (message) => {
  const run = current.getStore();
  if (run !== undefined) sockets.get(run)?.push((message as { socket: Socket }).socket);
});

/**
 * Runs a program from its command line to its exit code as `run` does, but in this process: its modules are loaded
 * once, not for each run. Signals, and a reader of stdout that is gone, need a process of its own.
 * @throws Error when the program leaves a connection open: a process of its own would then not end.
 */
export async function runInThisProcess<Settings extends object>(
  program: Program<Settings>,
  args: readonly string[],
  given: Given,
): Promise<Outcome> {
  const output = { stdout: '', stderr: '' };
  const own = processOf(['node', program.spec.name, ...args], given, (name, text) => (output[name] += text));
  sockets.set(own, []);
  await current.run(own, () => runProgram(program));
  await whenClosed(sockets.get(own) ?? []);
  refuseSecrets(program.spec.name, output.stdout, output.stderr);
  return { code: Number(own.exitCode ?? 0), signal: null, ...output };
}

async function whenClosed(opened: readonly Socket[]): Promise<void> {
  const open = opened.filter((socket) => !socket.closed);
  const signal = AbortSignal.timeout(CLOSING_MS);
  await Promise.all(open.map((socket) => once(socket, 'close', { signal })));
}

/** This process with another command line, environment and streams, and without its signals and its parent. */
function processOf(
  argv: readonly string[],
  { env, stdin = '' }: Given,
  print: (name: 'stdout' | 'stderr', text: string) => void,
): NodeJS.Process {
  const listen = function (this: NodeJS.Process): NodeJS.Process {
    return this;
  };
  const own = {
    argv,
    env,
    stdin: Readable.from([Buffer.from(stdin)], { objectMode: false }),
    stdout: writable((text) => print('stdout', text)),
    stderr: writable((text) => print('stderr', text)),
    exitCode: undefined,
    title: '',
    channel: undefined,
    send: undefined,
    connected: false,
    on: listen,
    once: listen,
    off: listen,
  };
  return Object.create(real, Object.getOwnPropertyDescriptors(own)) as NodeJS.Process;
}

function writable(take: (text: string) => void): Writable {
  const decoder = new TextDecoder();
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      take(decoder.decode(chunk, { stream: true }));
      done();
    },
  });
}
