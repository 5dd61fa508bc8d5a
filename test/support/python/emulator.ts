import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { localClient } from '@cdc-relay/hostile-kinesis';
import { localDynamoDb } from '../dynamodb-server/client.ts';
import { captureOutput, stopChild } from '../kinesis/child-process.ts';
import { environment } from '../programs/run.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { tool } from './tool.ts';

const START_TIMEOUT_MS = 60_000;

/** An emulator of AWS that nobody here wrote: its DynamoDB and its Kinesis. */
export interface Emulator extends AsyncDisposable {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  readonly kinesis: KinesisClient;
}

/** Starts MiniStack on 127.0.0.1 and a free port, with what the tests need of it and `more` services, its data in memory. */
export async function startMiniStack(more: readonly string[] = []): Promise<Emulator> {
  const port = await freePort();
  return await start([tool('ministack')], port, {
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    SERVICES: ['dynamodb', 'dynamodbstreams', 'kinesis', ...more].join(),
    // Functions are processes on this machine; what they call is here, too.
    LAMBDA_EXECUTOR: 'local',
    MINISTACK_HOST: '127.0.0.1',
    // It would listen on a port of its own.
    IOT_MTLS_ENABLED: '0',
  });
}

/** Starts moto's server on 127.0.0.1 and a free port. It has no streaming destination. */
export async function startMoto(): Promise<Emulator> {
  const port = await freePort();
  return await start([tool('moto_server'), '-H', '127.0.0.1', '-p', String(port)], port, {});
}

async function start(
  [command = '', ...args]: readonly string[],
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<Emulator> {
  const folder = temporaryFolder();
  const child = spawn(command, args, {
    cwd: folder.path,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = captureOutput(child);
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await stopChild(child);
    folder[Symbol.dispose]();
  };
  try {
    await whenAnswering(endpoint, child);
  } catch (cause) {
    await stop();
    throw new Error(`${command} did not start; its output:\n${output()}`, { cause });
  }
  return emulatorAt(endpoint, stop);
}

function emulatorAt(endpoint: string, stop: () => Promise<void>): Emulator {
  const client = localDynamoDb(endpoint);
  const kinesis = localClient(endpoint);
  return {
    endpoint,
    client,
    kinesis,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      kinesis.destroy();
      await stop();
    },
  };
}

/** A port that was free a moment ago: neither program can be asked for any free one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function whenAnswering(endpoint: string, child: ChildProcess): Promise<void> {
  const ended = new AbortController();
  child.once('close', () => ended.abort(new Error('it ended')));
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(START_TIMEOUT_MS)]);
  for (;;) {
    const answer = await fetch(endpoint, { signal }).catch(() => undefined);
    if (answer !== undefined) return;
    await sleep(50, undefined, { signal });
  }
}
