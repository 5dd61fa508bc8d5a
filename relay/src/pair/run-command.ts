import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Command, executableOf } from './commands.ts';

/** The exit code of a program that a signal has ended, where its number does not matter. */
const BY_SIGNAL = 1;

/**
 * Runs one of the target's own commands in the place of this program: with its terminal, stdin, stdout and stderr, and in
 * its process group. Returns its exit code.
 */
export async function runCommand(
  { name, args, environment }: Command,
  more: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const child = spawn(process.execPath, [executableOf(name), ...more, ...args], {
    env: { ...environment },
    stdio: 'inherit',
  });
  // On a terminal it hears Ctrl-C itself: the same request again, within a moment.
  const stop = (): void => void child.kill('SIGTERM');
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  process.once('exit', kill);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? BY_SIGNAL;
  } finally {
    signal.removeEventListener('abort', stop);
    process.off('exit', kill);
  }
}
