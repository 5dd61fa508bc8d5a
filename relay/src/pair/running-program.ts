import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ErrorEntry, Metric, Notice, Report } from '@cdc-relay/singer';
import { type Command, executableOf } from './commands.ts';
import { readMessage } from './program-message.ts';

/** How a program ended. */
export interface Ended {
  readonly name: Command['name'];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The code of the error that it ended with. */
  readonly fault: string | undefined;
  /** Whether starting it again helps. */
  readonly restart: ErrorEntry['restart'];
}

/** Receives what programs say. */
export interface Listener {
  /** A line that a program writes to stderr. */
  line(text: string): void;
  metric(name: Command['name'], metric: Metric): void;
  /** What a program says of itself, once a second. */
  report?(name: Command['name'], report: Report): void;
  /** A warning or an error that a program has logged. */
  notice?(name: Command['name'], notice: Notice): void;
  /** A program is started, or has ended. */
  started?(name: Command['name']): void;
  ended?(end: Ended): void;
  /** Receives what `--check` has found. */
  checked?(numbers: Readonly<Record<string, number>>): void;
}

/** One of the two programs, running. It does not outlive this process, however that ends. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * Starts a program. It is in a process group of its own, so that Ctrl-C reaches it by this program only, which knows
 * the order in which to end the two. `stdio` has a pipe for stderr, and an IPC channel: only by that is learned what the
 * program counts and why it ends, as text of the data gets into the lines of stderr.
 */
export function start(
  command: Command,
  args: readonly string[],
  stdio: StdioOptions,
  listener: Listener,
): RunningProgram {
  const child = spawn(process.execPath, [executableOf(command.name), ...command.args, ...args], {
    env: { ...command.environment },
    stdio,
    detached: true,
  });
  listener.started?.(command.name);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = Promise.all([
    once(child, 'exit'),
    listen(command.name, child, listener),
    passOn(child.stderr, listener),
  ]);
  return {
    child,
    ended: ended
      .then(([[code, signal], fault]) => {
        const end = { name: command.name, code, signal, ...fault };
        listener.ended?.(end);
        return end;
      })
      .finally(() => process.off('exit', kill)),
  };
}

/** Hears all messages; yields the error that ended the program. */
async function listen(
  name: Command['name'],
  child: ChildProcess,
  listener: Listener,
): Promise<Pick<Ended, 'fault' | 'restart'>> {
  let end: Pick<Ended, 'fault' | 'restart'> = { fault: undefined, restart: 'helps' };
  child.on('message', (message) => {
    const said = readMessage(message);
    if (said.fault !== undefined) end = { fault: said.fault, restart: said.restart };
    listener.checked?.(said.checked);
    if (said.metric !== undefined) listener.metric(name, said.metric);
    if (said.report !== undefined) listener.report?.(name, said.report);
    if (said.notice !== undefined) listener.notice?.(name, said.notice);
  });
  await once(child, 'disconnect');
  return end;
}

async function passOn(stderr: Readable | null, listener: Listener): Promise<void> {
  if (stderr === null) return;
  for await (const text of createInterface({ input: stderr })) listener.line(text);
}
