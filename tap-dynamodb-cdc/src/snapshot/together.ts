import { setMaxListeners } from 'node:events';

/**
 * Runs tasks at the same time and waits for all of them. The first fault aborts the signal that the others got, and
 * is thrown once they have stopped.
 */
export async function together(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const failure = new AbortController();
  const both = AbortSignal.any([signal, failure.signal]);
  // Every task that waits listens.
  setMaxListeners(0, both);
  const faults: unknown[] = [];
  const run = async (task: (typeof tasks)[number]): Promise<void> => {
    try {
      await task(both);
    } catch (error) {
      faults.push(error);
      failure.abort();
    }
  };
  await Promise.all(tasks.map(run));
  if (faults.length > 0) throw faults[0];
}
