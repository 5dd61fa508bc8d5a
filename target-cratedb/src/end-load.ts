import { codeOf } from '@cdc-relay/singer';
import type { Load } from './load.ts';

/** Writes everything that was accepted and keeps the last state. Throws why that could not be done. */
export async function flushLoad({ dispatcher, progress, states }: Load): Promise<void> {
  try {
    await Promise.all(dispatcher.pipelines.map((stream) => stream.flush()));
    progress.check();
  } finally {
    await states.finish();
  }
}

/**
 * Ends a load whose messages have all come, unless its signal says otherwise. Throws why something could not be done;
 * what could be written is then written all the same.
 */
export async function completeLoad(load: Load): Promise<void> {
  await released(load, async () => {
    try {
      await finish(load, !load.signal.aborted);
      await refresh(load);
    } catch (error) {
      load.progress.fail(error);
      await writeWhatCame(load);
      throw error;
    }
  });
}

/** Ends a load whose messages have not all come: what came is written, its state is kept, no table is replaced. */
export async function abandonLoad(load: Load): Promise<void> {
  await released(load, () => writeWhatCame(load));
}

async function writeWhatCame(load: Load): Promise<void> {
  const { progress } = load;
  await finish(load, false).catch((error: unknown) => progress.fail(error));
  if (codeOf(progress.failure.reason) !== 'CRATEDB_UNREACHABLE') await refresh(load);
}

/** `complete`: the input has ended as it should. */
async function finish({ dispatcher, progress, states, log }: Load, complete: boolean): Promise<void> {
  const { pipelines } = dispatcher;
  try {
    await Promise.all(pipelines.map((stream) => stream.flush()));
    const isLoaded = complete && !progress.failure.aborted;
    for (const stream of pipelines) await stream.end(isLoaded);
    if (isLoaded) progress.withhold(false);
    if (progress.isWithheld)
      log.warning('the run was ended before the end of the input: no table is replaced');
    progress.check();
  } finally {
    await states.finish();
  }
}

/** Makes the rows that were written visible to queries. */
async function refresh({ dispatcher }: Load): Promise<void> {
  await Promise.all(dispatcher.pipelines.map((stream) => stream.refresh()));
}

/** Lets go of everything that is held, whatever comes of the work. */
async function released(
  { reporter, deadLetterFile, db, leases, stateLeases }: Load,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } finally {
    reporter[Symbol.dispose]();
    deadLetterFile?.[Symbol.dispose]();
    await leases.release();
    await stateLeases.release();
    await db[Symbol.asyncDispose]();
  }
}
