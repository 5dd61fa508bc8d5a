import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { captureOutput, stopChild } from '../../support/kinesis/child-process.ts';

/** A server that runs. */
export interface ServerProcess extends AsyncDisposable {
  readonly endpoint: string;
}

/** Starts the server of server.ts. Throws with its output when it does not come up. */
export async function startServer(
  streamName: string,
  shards: number,
  recordsPerShard: number,
  kind: 'kinesis' | 'table',
): Promise<ServerProcess> {
  const file = fileURLToPath(new URL('./server.js', import.meta.url));
  const child = spawn(process.execPath, [file, streamName, String(shards), String(recordsPerShard), kind], {
    stdio: 'pipe',
  });
  const output = captureOutput(child);
  const line = once(createInterface(child.stdout), 'line').then(([text]) => String(text));
  const first = await Promise.race([line, once(child, 'close').then(() => undefined)]);
  if (first === undefined) throw new Error(`the Kinesis server did not start; its output:\n${output()}`);
  const { port } = JSON.parse(first) as { port: number };
  return { endpoint: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => stopChild(child) };
}
