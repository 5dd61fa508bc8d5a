import { type ChildProcess, spawn } from 'node:child_process';
import { on } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientPool, clientPool, localClient } from '@cdc-relay/hostile-kinesis';
import { captureOutput, stopChild } from './child-process.ts';
import {
  type KinesisLocalOptions,
  kinesisLocalArguments,
  kinesisLocalEnvironment,
} from './kinesis-local-command.ts';
import { type Announcement, PLAIN_LABEL } from './loopback-preload.ts';
import { waitUntilActive } from './wait-until-active.ts';

const START_TIMEOUT_MS = 30_000;

export interface KinesisLocal extends AsyncDisposable {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  /** A new SDK client; `stop` destroys it. */
  readonly client: ClientPool['client'];
  stop(): Promise<void>;
}

/**
 * Starts npm's kinesis-local, the engine that LocalStack uses, as a child process on 127.0.0.1 and free ports,
 * with its Kinesis streams ACTIVE. The child ends with `stop`, and by itself when this process dies.
 * @throws Error with the child's output when it does not come up.
 */
export async function startKinesisLocal(options: KinesisLocalOptions = {}): Promise<KinesisLocal> {
  const child = spawn(process.execPath, kinesisLocalArguments, {
    env: kinesisLocalEnvironment(options),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = captureOutput(child);
  try {
    const port = await whenReady(child, Object.keys(options.streams ?? {}));
    return handle(child, port);
  } catch (cause) {
    await stopChild(child);
    throw new Error(`kinesis-local did not start; its output:\n${output()}`, { cause });
  }
}

async function whenReady(child: ChildProcess, streamNames: readonly string[]): Promise<number> {
  const ended = new AbortController();
  child.once('close', () => ended.abort(new Error('kinesis-local ended')));
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(START_TIMEOUT_MS)]);
  const port = await announcedPort(child, signal);
  await whenHealthy(`http://127.0.0.1:${port}/healthcheck`, signal);
  await whenActive(`http://127.0.0.1:${port}`, streamNames, signal);
  return port;
}

async function announcedPort(child: ChildProcess, signal: AbortSignal): Promise<number> {
  for await (const [message] of on(child, 'message', { signal })) {
    const { asked, port } = message as Announcement;
    if (asked === PLAIN_LABEL) return port;
  }
  throw new Error('kinesis-local announced no port');
}

async function whenHealthy(url: string, signal: AbortSignal): Promise<void> {
  while (!(await fetch(url, { signal })).ok) await sleep(20, undefined, { signal });
}

async function whenActive(endpoint: string, names: readonly string[], signal: AbortSignal): Promise<void> {
  const client = localClient(endpoint);
  try {
    for (const name of names) await waitUntilActive(client, name, signal);
  } finally {
    client.destroy();
  }
}

function handle(child: ChildProcess, port: number): KinesisLocal {
  const endpoint = `http://127.0.0.1:${port}`;
  const { client, destroy } = clientPool(endpoint);
  const stop = async (): Promise<void> => {
    destroy();
    await stopChild(child);
  };
  return { endpoint, port, pid: child.pid ?? 0, client, stop, [Symbol.asyncDispose]: stop };
}
