import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { captureOutput, stopChild } from '../child-process.ts';
import type { Load } from './generated.ts';

export interface HostileProcess extends AsyncDisposable {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Runs the server as a process of its own with generated records (see main.ts), from the compiled tests.
 * @throws Error when the tests were not compiled, or with the process' output when it does not come up.
 */
export async function startHostileProcess(
  load: Load & { readonly pageSize: number },
): Promise<HostileProcess> {
  const child = spawn(process.execPath, [compiledMain(), ...commandLine(load)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = captureOutput(child);
  const port = await announcedPort(child);
  if (port === undefined) throw new Error(`the Kinesis server did not start; its output:\n${output()}`);
  const stop = (): Promise<void> => stopChild(child);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function compiledMain(): string {
  const isSource = import.meta.url.endsWith('.ts');
  const relative = isSource ? '../../../dist/support/kinesis/generated/main.js' : './main.js';
  const path = fileURLToPath(new URL(relative, import.meta.url));
  if (!existsSync(path)) throw new Error(`${path} is missing: compile first (npx tsc -b)`);
  return path;
}

function commandLine({
  streamName,
  shards,
  recordsPerShard,
  pageSize,
}: Load & { pageSize: number }): string[] {
  const options = { stream: streamName, shards, records: recordsPerShard, page: pageSize };
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}

/** The port on the first line, undefined when the process ends without one. */
async function announcedPort(child: ChildProcess): Promise<number | undefined> {
  if (child.stdout === null) return undefined;
  const ended = once(child, 'close').then(() => undefined);
  const line = once(createInterface(child.stdout), 'line').then(([text]) => String(text));
  const first = await Promise.race([line, ended]);
  return first === undefined ? undefined : JSON.parse(first).port;
}
