import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type OpenProcess, openProcess } from '../support/programs/open-process.ts';
import { PROJECT } from '../support/programs/project.ts';
import type { WorkerLog } from './readings.ts';

const PROGRAM = join(PROJECT, 'kcl', 'bin', 'dynamodb-cdc-kcl.js');

/** A worker: the program, the daemon, and a process per shard. */
export interface Worker extends AsyncDisposable {
  readonly name: string;
  /** Signals the daemon and the processes of its shards, and the program. */
  signalAll(signal: NodeJS.Signals): void;
  /** Asks it to end, as a supervisor does; the exit code. */
  end(): Promise<number | null>;
  stderr(): string;
  /** Its own process, and the group of the daemon and the processes of its shards. */
  processes(): number[];
  /** How many shards it has begun to read. */
  reads(): number;
  /** The URL of its server for metrics and health. */
  health(): string;
  /** What its log says of who reads what. */
  log(): WorkerLog;
}

/** Starts a worker. */
export function startWorker(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Worker {
  const program = openProcess(process.execPath, [PROGRAM, ...args, '--worker-id', name], env);
  // It is a group of its own, so that it can be signalled also when the program is gone.
  let daemon: number | undefined;
  let killedAt: number | undefined;
  const signalAll = (signal: NodeJS.Signals): void => {
    daemon ??= childOf(program);
    if (daemon !== undefined) attempt(() => process.kill(-(daemon ?? 0), signal));
    program.signal(signal);
    if (signal === 'SIGKILL') killedAt = Date.now();
  };
  return {
    name,
    signalAll,
    end: async () => {
      daemon ??= childOf(program);
      program.signal('SIGTERM');
      return await Promise.race([program.ended, sleep(300_000, null, { ref: false })]);
    },
    stderr: program.stderr,
    processes: () => [program.pid, childOf(program)].filter((pid) => pid !== undefined),
    reads: () => program.stderr().split(' reads its shard').length - 1,
    health: () => /health and a page are on (\S+)/.exec(program.stderr())?.[1] ?? '',
    log: () => ({ name, text: program.stderr(), killedAt }),
    [Symbol.asyncDispose]: async () => {
      signalAll('SIGKILL');
      await program[Symbol.asyncDispose]();
    },
  };
}

function childOf({ pid }: OpenProcess): number | undefined {
  const children = attempt(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) ?? '';
  return Number(children.split(' ')[0]) || undefined;
}

/** What is gone meanwhile needs no signal. */
function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
