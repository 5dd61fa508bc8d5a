import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type ProgramLine, readLine } from '../status/program-line.ts';
import { type Command, executableOf } from './commands.ts';

/** How a program ended. */
export interface Ended {
  readonly name: Command['name'];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The code of the last fault that it told. */
  readonly fault: string | undefined;
}

/** Gets each line that a program writes to stderr. */
export type Hear = (name: Command['name'], line: ProgramLine) => void;

/** One of the two programs, running. It does not outlive this process, however that ends. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * Starts a program. It is in a process group of its own, so that Ctrl-C reaches it by this program only, which knows
 * the order in which to end the two. Its stderr is read line by line.
 */
export function start(
  command: Command,
  args: readonly string[],
  stdio: StdioOptions,
  hear: Hear,
): RunningProgram {
  const child = spawn(process.execPath, [executableOf(command.name), ...command.args, ...args], {
    env: { ...command.environment },
    stdio,
    detached: true,
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = Promise.all([once(child, 'exit'), listen(command.name, child.stderr, hear)]);
  return {
    child,
    ended: ended
      .then(([[code, signal], fault]) => ({ name: command.name, code, signal, fault }))
      .finally(() => process.off('exit', kill)),
  };
}

/** Hears all lines; gives the code of the last fault among them. */
async function listen(
  name: Command['name'],
  stderr: Readable | null,
  hear: Hear,
): Promise<string | undefined> {
  let fault: string | undefined;
  if (stderr === null) return fault;
  for await (const text of createInterface({ input: stderr })) {
    const line = readLine(text);
    if (line.fault !== undefined) fault = line.fault;
    hear(name, line);
  }
  return fault;
}
