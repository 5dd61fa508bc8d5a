import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { captureOutput, stopChild } from '../kinesis/child-process.ts';
import { localDynamoDb } from './client.ts';
import type { DynamoDbServer } from './dynalite.ts';

/** Where `make dynamodb-local` puts AWS's own emulator. */
const LIBRARY = fileURLToPath(new URL('.cache/dynamodb-local', rootUrl()));
const PROGRAM = fileURLToPath(new URL('test/support/dynamodb-server/local/LocalServer.java', rootUrl()));

/** Why DynamoDB Local cannot be used here; undefined when it can. */
export function whyNoDynamoDbLocal(): string | undefined {
  if (spawnSync('java', ['-version']).status !== 0) return 'there is no Java';
  return existsSync(LIBRARY) ? undefined : 'it was not fetched (make dynamodb-local)';
}

/** Starts DynamoDB Local on 127.0.0.1 and a free port, its tables in memory. */
export async function startDynamoDbLocal(): Promise<DynamoDbServer> {
  const command = [`-Djava.library.path=${LIBRARY}`, '-cp', `${LIBRARY}/*`, PROGRAM];
  const child = spawn('java', command, { stdio: ['pipe', 'pipe', 'pipe'] });
  const output = captureOutput(child);
  const port = await announcedPort(child);
  if (port === undefined) throw new Error(`DynamoDB Local did not start; its output:\n${output()}`);
  const endpoint = `http://127.0.0.1:${port}`;
  const client = localDynamoDb(endpoint);
  const stop = async (): Promise<void> => {
    client.destroy();
    await stopChild(child);
  };
  return { endpoint, client, [Symbol.asyncDispose]: stop };
}

/** Undefined when the process ends without one. */
async function announcedPort(child: ChildProcess): Promise<string | undefined> {
  if (child.stdout === null) return undefined;
  const ended = new AbortController();
  void once(child, 'close').then(() => ended.abort());
  for await (const line of createInterface({ input: child.stdout, signal: ended.signal })) {
    const port = /^listening on port (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return port;
  }
  return undefined;
}

/** The project's folder, from the source and from the compiled tests. */
function rootUrl(): URL {
  const here = import.meta.url;
  return new URL(here.includes('/test/dist/') ? '../../../../' : '../../../', here);
}
