import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Command } from './commands.ts';
import type { PairPorts } from './run-pair.ts';
import { type Ended, start } from './running-program.ts';

/** Lets the target write the state that it kept last to a file, for the tap. */
export async function fetchState(
  target: Command,
  path: string,
  { signal, listener }: PairPorts,
): Promise<Ended> {
  const file = openSync(path, 'w', 0o600);
  try {
    const { child, ended } = start(target, ['--print-state'], ['ignore', file, 'pipe', 'ipc'], listener);
    const stop = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    return await ended.finally(() => signal.removeEventListener('abort', stop));
  } finally {
    closeSync(file);
  }
}

/** The text of the state that was fetched, to see whether it has moved. */
export function stateText(path: string): string {
  return readFileSync(path, 'utf8');
}
