import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { refuseSecrets } from './secrets.ts';

/** A program whose input stays open, so that a test can write to it, signal it and look at what it does meanwhile. */
export interface OpenProcess extends AsyncDisposable {
  readonly pid: number | undefined;
  write(text: string): void;
  /** Ends its input. */
  end(): void;
  signal(name: NodeJS.Signals): void;
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a program; disposing of it kills it if it still runs. */
export function openProcess(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): OpenProcess {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'pipe' });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([code]) => {
    refuseSecrets(command, output.stdout, output.stderr);
    return code as number | null;
  });
  return {
    pid: child.pid,
    write: (text) => void child.stdin.write(text),
    end: () => void child.stdin.end(),
    signal: (name) => void child.kill(name),
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
