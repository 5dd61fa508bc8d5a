import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { captureOutput, stopChild } from '../kinesis/child-process.ts';

/** Its main program, compiled. */
const MAIN = createRequire(import.meta.url).resolve('@cdc-relay/crate-stand-in/main');

/** The stand-in, running as a process of its own so that its work does not block the tests. */
export interface StandInProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the compiled stand-in. It also ends by itself when this process dies, since its stdin closes then. */
export async function startStandInProcess(): Promise<StandInProcess> {
  const child = spawn(process.execPath, [MAIN], { stdio: 'pipe' });
  const output = captureOutput(child);
  const port = await announcedPort(child).catch((cause: unknown) => {
    throw new Error(`the CrateDB stand-in did not start; its output:\n${output()}`, { cause });
  });
  return { url: `postgresql://crate@127.0.0.1:${port}`, stop: () => stopChild(child, 5000) };
}

async function announcedPort(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('it has no stdout');
  const lines = createInterface(child.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [unknown];
  if (typeof line !== 'string') throw new Error('it ended');
  return (JSON.parse(line) as { port: number }).port;
}
