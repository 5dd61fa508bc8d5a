import type { Logger } from '../log/logger.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** An orchestrator and a terminal may both signal the whole group within a moment: one request, said twice. */
const SAME_REQUEST_MS = 1000;

/** Exit code of a program that ended by its second signal: 128 + SIGINT, as shells have it. */
const FORCED = 130;

/** How a program listens for its end. */
export interface SignalOptions {
  /** The end of the parent's IPC channel, where there is one, counts as a signal. */
  readonly endsWithParent: boolean;
}

/**
 * Turns the first SIGINT or SIGTERM into an abort (the program finishes what it has begun) and a later one into an
 * immediate end. They are heard until the process has ended: one that comes when the work is done must not change how it ends.
 */
export function listenForSignals(log: Logger, { endsWithParent }: SignalOptions): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const hear = (name: string): void => {
    if (first === 0) {
      first = Date.now();
      log.info(`${name}: finishing; a second signal ends at once`);
      controller.abort();
    } else if (Date.now() - first > SAME_REQUEST_MS) {
      process.exit(FORCED);
    }
  };
  // Whoever shares a channel with this program can be sure that it does not stay behind.
  const parentGone = (): void => hear('the parent process has ended');
  if (endsWithParent) process.on('disconnect', parentGone);
  process.channel?.unref();
  for (const name of SIGNALS) process.on(name, hear);
  return controller.signal;
}
