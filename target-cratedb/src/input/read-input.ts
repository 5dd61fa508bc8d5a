import type { Readable } from 'node:stream';
import { codeOf, messageOf, openReadable, ProgramError } from '@cdc-relay/singer';
import { type Line, linesOf, type UnreadableLine } from './lines.ts';

/** Accepts a line; returns a promise where the next one has to wait. */
type Accept = (line: Line | UnreadableLine) => Promise<void> | undefined;

/** Opens the file or pipe of `--input`, or stdin. Throws INPUT_UNREADABLE. */
export function openInput(path: string | undefined): Readable {
  if (path === undefined) return process.stdin;
  try {
    return openReadable(path);
  } catch (error) {
    throw unreadable(error);
  }
}

/**
 * Hands the lines of an input to `accept` one by one, and reads no more while it is busy. Returns early when `signal`
 * aborts. Throws INPUT_UNREADABLE, what `accept` throws, and what the input is destroyed with.
 */
export async function readInput(
  input: Readable,
  maxLineBytes: number,
  signal: AbortSignal,
  accept: Accept,
): Promise<void> {
  const stop = (): void => void input.destroy();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  // What destroys it while nobody reads from it, as a line is in hand, is also reported by whoever destroyed it.
  input.on('error', () => undefined);
  try {
    for await (const lines of linesOf(bytesOf(input), maxLineBytes))
      for (const line of lines) {
        if (signal.aborted) return;
        // Nothing is accepted that came before an error: the next step throws it.
        if (input.errored !== null) break;
        const busy = accept(line);
        if (busy !== undefined) await busy;
      }
  } catch (error) {
    if (signal.aborted && codeOf(error) === 'ERR_STREAM_PREMATURE_CLOSE') return;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    input.destroy();
  }
}

async function* bytesOf(input: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* input as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw isOfTheSystem(error) ? unreadable(error) : error;
  }
}

function isOfTheSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function unreadable(error: unknown): ProgramError {
  return new ProgramError('INPUT_UNREADABLE', `The input cannot be read: ${messageOf(error)}.`, {
    remedy: 'Name an existing file with --input, or pipe a tap into the target.',
    cause: error,
  });
}
