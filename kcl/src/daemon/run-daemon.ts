import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Environment, messageOf, ProgramError } from '@cdc-relay/singer';
import { daemonFile, missing } from './jars.ts';

/** The daemon as it is to be started. */
export interface DaemonCommand {
  /** Path of Java. */
  readonly java: string;
  /** Folder of the jars. */
  readonly jars: string;
  /** Path of the properties file. */
  readonly properties: string;
  /** Whether the endpoints are AWS's: emulators do not speak CBOR. */
  readonly isAws: boolean;
  readonly environment: Environment;
}

const MAIN = 'software.amazon.kinesis.multilang.MultiLangDaemon';

/** The exit code of Java after SIGTERM. */
const TERMINATED = 143;

/**
 * Runs the daemon until it ends; an abort of the signal asks it to hand its shards over. It is in a process group of its
 * own, so that Ctrl-C reaches it by this program only, and its children not at all. Throws DAEMON_MISSING and
 * DAEMON_FAILED.
 */
export async function runDaemon(command: DaemonCommand, signal: AbortSignal): Promise<void> {
  const child = start(command);
  const kill = (): void => void child.kill('SIGKILL');
  const end = (): void => void child.kill('SIGTERM');
  process.once('exit', kill);
  signal.addEventListener('abort', end, { once: true });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw missing(`Java cannot be started: ${messageOf(error)}.`);
  }
  if (signal.aborted) end();
  const code = await exitOf(child);
  process.off('exit', kill);
  signal.removeEventListener('abort', end);
  if (signal.aborted && (code === 0 || code === TERMINATED)) return;
  throw new ProgramError('DAEMON_FAILED', `The MultiLangDaemon has ended: exit code ${code}.`);
}

function start({ java, jars, properties, isAws, environment }: DaemonCommand): ChildProcess {
  const args = [
    ...(isAws ? [] : ['-Daws.cborEnabled=false']),
    '-cp',
    join(jars, '*'),
    MAIN,
    '--properties-file',
    properties,
    '--log-configuration',
    daemonFile('logback.xml'),
  ];
  // It says on stdout what it also logs.
  return spawn(java, args, {
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
}

async function exitOf(child: ChildProcess): Promise<number | string> {
  const { exitCode, signalCode } = child;
  if (exitCode !== null || signalCode !== null) return exitCode ?? signalCode ?? 1;
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return code ?? signal ?? 1;
}
