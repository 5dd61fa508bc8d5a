import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT } from './project.ts';
import { refuseSecrets } from './secrets.ts';

/** The programs as users run them, after the build. */
export const BIN = {
  tap: join(PROJECT, 'node_modules/.bin/tap-dynamodb-cdc'),
  relay: join(PROJECT, 'node_modules/.bin/dynamodb-cdc-relay'),
  target: join(PROJECT, 'node_modules/.bin/target-cratedb'),
  kcl: join(PROJECT, 'node_modules/.bin/dynamodb-cdc-kcl'),
};

/** What a program did. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a command. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  /** Gives the command a process group of its own, so that a signal can go to all of a pipeline. */
  readonly detached?: boolean;
  /** Ends the command, and with `detached` its whole process group. */
  readonly signal?: AbortSignal;
  /** Gets the child as soon as it runs, to signal it. */
  readonly started?: (child: ChildProcess) => void;
}

/** Runs a program to its end. Nothing of the surrounding environment's settings for the programs gets in. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const child = spawn(command, args, {
    env: environment(options.env),
    cwd: options.cwd,
    stdio: 'pipe',
    detached: options.detached,
  });
  const stop = (): void =>
    void process.kill(options.detached ? -(child.pid ?? 0) : (child.pid ?? 0), 'SIGTERM');
  options.signal?.addEventListener('abort', stop);
  options.started?.(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  // A program that ends early does not read its input to the end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      options.signal?.removeEventListener('abort', stop);
      try {
        refuseSecrets(command, output.stdout, output.stderr);
        resolve({ code, signal, ...output });
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** Runs a shell pipeline; a failure of any of its programs is its exit code. */
export async function shell(script: string, options: RunOptions = {}): Promise<Outcome> {
  return await run('bash', ['-o', 'pipefail', '-c', script], options);
}

/** The lines of an output that are messages of a type. */
export function messages(stdout: string, type: string): Record<string, unknown>[] {
  const parsed = stdout.split('\n').filter((line) => line !== '');
  return parsed
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((message) => message.type === type);
}

/** What programs under test get to see of this environment, and `extra`: no settings, no credentials. */
export function environment(extra: RunOptions['env']): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(TAP_|TARGET_|DYNAMODB_CDC_|CRATEDB_|AWS_|LOGLEVEL)/.test(name),
  );
  return { ...Object.fromEntries(own), ...extra };
}
