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

/** How many ports are tried: another program may take one before MiniStack has it. */
const TRIES = 5;

/** Starts MiniStack on 127.0.0.1 and a free port, with what the tests need of it and `more` services, its data in memory. */
export async function startMiniStack(more: readonly string[] = []): Promise<Emulator> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const env = {
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      SERVICES: ['dynamodb', 'dynamodbstreams', 'kinesis', ...more].join(),
      // Functions are processes on this machine; what they call is here, too.
      LAMBDA_EXECUTOR: 'local',
      MINISTACK_HOST: '127.0.0.1',
      // It would listen on a port of its own.
      IOT_MTLS_ENABLED: '0',
    };
    try {
      return await start([tool('ministack')], env);
    } catch (error) {
      if (tries === TRIES || !IN_USE.test(String(error))) throw error;
    }
  }
}

const IN_USE = /already in use/i;

/** Starts moto's server on 127.0.0.1 and any free port. It has no streaming destination. */
export async function startMoto(): Promise<Emulator> {
  return await start([tool('moto_server'), '-H', '127.0.0.1', '-p', '0'], {});
}

async function start(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Emulator> {
  const folder = temporaryFolder();
  const child = spawn(command, args, {
    cwd: folder.path,
    env: environment({ PYTHONUNBUFFERED: '1', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = captureOutput(child);
  const stop = async (): Promise<void> => {
    await stopChild(child);
    folder[Symbol.dispose]();
  };
  try {
    return emulatorAt(await addressOf(child, output), stop);
  } catch (cause) {
    await stop();
    throw new Error(`${command} did not start; its output:\n${output()}`, { cause });
  }
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

/** A port that was free a moment ago: MiniStack cannot be asked for any free one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The address that it says it listens on: what answers at a port may be another program. */
async function addressOf(child: ChildProcess, output: () => string): Promise<string> {
  const ended = new AbortController();
  child.once('close', () => ended.abort(new Error('it ended')));
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(START_TIMEOUT_MS)]);
  for (;;) {
    const [, address] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(output()) ?? [];
    if (address !== undefined) return address;
    await sleep(50, undefined, { signal });
  }
}
