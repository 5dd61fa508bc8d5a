/** Awaits work that may say nothing at all: throws a TimeoutError after this time, and the signal's reason. */
export async function whicheverFirst<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal.reason);
    const timer = setTimeout(() => reject(new SilenceError(ms)), ms);
    signal.addEventListener('abort', onAbort);
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
  });
  // What nobody waits for any more must not end the program.
  work.catch(() => undefined);
  try {
    signal.throwIfAborted();
    return await Promise.race([work, interrupted]);
  } finally {
    stop();
  }
}

class SilenceError extends Error {
  override readonly name = 'TimeoutError';

  constructor(ms: number) {
    super(`nothing came for ${ms / 1000} s`);
  }
}
