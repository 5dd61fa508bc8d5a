import { setTimeout as sleep } from 'node:timers/promises';
import type { Commands } from './commands.ts';
import { type Ended, type Listener, type RunningProgram, start } from './running-program.ts';

/** How long a tap may take to end that was asked to. */
const GRACE_MS = 30_000;

/** What a pipeline is run with. */
export interface PairPorts {
  /** Asks the two to end after what they have begun. */
  readonly signal: AbortSignal;
  readonly listener: Listener;
}

/**
 * Runs the tap into the target until both have ended. The pipe between them is theirs alone: no byte comes by this
 * process. When `signal` aborts, the tap is asked to end; the target then comes to the end of its input.
 */
export async function runPair(
  { tap, target }: Commands,
  statePath: string,
  { signal, listener }: PairPorts,
): Promise<Ended[]> {
  const loading = start(target, [], ['pipe', 'ignore', 'pipe', 'ipc'], listener);
  // The channel also shows the tap when this process has ended.
  const reading = start(
    tap,
    ['--state', statePath],
    ['ignore', loading.child.stdin, 'pipe', 'ipc'],
    listener,
  );
  // Else the target would wait for what this process never writes.
  loading.child.stdin?.destroy();
  const stop = (): void => void reading.child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  // A program that cannot be started is reported below.
  loading.ended.then(() => endTap(reading)).catch(() => undefined);
  try {
    return await Promise.all([reading.ended, loading.ended]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A tap that has nothing to write does not notice that the target is gone. */
async function endTap({ child, ended }: RunningProgram): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const inTime = new AbortController();
  const forced = sleep(GRACE_MS, undefined, { signal: inTime.signal }).then(
    () => child.kill('SIGKILL'),
    () => false,
  );
  await ended;
  inTime.abort();
  await forced;
}
