import { closeSync, openSync } from 'node:fs';
import { readRegular } from '@cdc-relay/singer';
import type { Command } from './commands.ts';
import type { PairPorts } from './run-pair.ts';
import { type Ended, start } from './running-program.ts';

/** Lets the target write the state that it kept last to a file, for the tap. */
export async function fetchState(target: Command, path: string, ports: PairPorts): Promise<Ended> {
  return await printTo(path, { ...target, args: [...target.args, '--print-state'] }, ports);
}

/** Lets a program write what it prints to a file that only its owner may read. */
export async function printTo(
  path: string,
  command: Command,
  { signal, listener }: PairPorts,
): Promise<Ended> {
  const file = openSync(path, 'w', 0o600);
  try {
    const { child, ended } = start(command, [], ['ignore', file, 'pipe', 'ipc'], listener);
    const stop = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    return await ended.finally(() => signal.removeEventListener('abort', stop));
  } finally {
    closeSync(file);
  }
}

/** No state is larger: the tap refuses one that is. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The text of the state that was fetched, to see whether it has moved. */
export function stateText(path: string): string {
  return readRegular(path, MAX_BYTES);
}
