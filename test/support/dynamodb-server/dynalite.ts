import { type ChildProcess, spawn } from 'node:child_process';
import { on } from 'node:events';
import { createRequire } from 'node:module';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { captureOutput, stopChild } from '../kinesis/child-process.ts';
import { type Announcement, loopbackPreload } from '../kinesis/loopback-preload.ts';
import { localDynamoDb } from './client.ts';

const require = createRequire(import.meta.url);
const START_TIMEOUT_MS = 30_000;

/** A DynamoDB on this machine. */
export interface DynamoDbServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
}

/**
 * Starts npm's dynalite as a child process on 127.0.0.1 and a free port, its tables in memory. The child ends with
 * the disposal, and by itself when this process dies.
 */
export async function startDynalite(): Promise<DynamoDbServer> {
  const command = [
    '--import',
    loopbackPreload,
    require.resolve('dynalite/cli.js'),
    ...['--createTableMs', '1', '--deleteTableMs', '1'],
  ];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const output = captureOutput(child);
  try {
    return serverOf(`http://127.0.0.1:${await announcedPort(child)}`, child);
  } catch (cause) {
    await stopChild(child);
    throw new Error(`dynalite did not start; its output:\n${output()}`, { cause });
  }
}

function serverOf(endpoint: string, child: ChildProcess): DynamoDbServer {
  const client = localDynamoDb(endpoint);
  const stop = async (): Promise<void> => {
    client.destroy();
    await stopChild(child);
  };
  return { endpoint, client, [Symbol.asyncDispose]: stop };
}

async function announcedPort(child: ChildProcess): Promise<number> {
  const ended = new AbortController();
  child.once('close', () => ended.abort(new Error('dynalite ended')));
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(START_TIMEOUT_MS)]);
  for await (const [message] of on(child, 'message', { signal })) return (message as Announcement).port;
  throw new Error('dynalite announced no port');
}
