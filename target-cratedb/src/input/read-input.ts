import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { codeOf, messageOf, openReadable, ProgramError } from '@cdc-relay/singer';
import { type Accept, LineSink } from './line-sink.ts';
import { linesOf } from './lines.ts';

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
 * Hands the lines of an input to `accept` one by one, and reads no more while it is busy. Returns false when `signal`
 * ended it early. Throws INPUT_UNREADABLE, what `accept` throws, and what the input is destroyed with.
 */
export async function readInput(
  input: Readable,
  maxLineBytes: number,
  signal: AbortSignal,
  accept: Accept,
): Promise<boolean> {
  const stop = (): void => void input.destroy();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  // What destroys it while nobody reads from it, as a line is in hand, is also reported by whoever destroyed it.
  input.on('error', () => undefined);
  const sink = new LineSink((line) => (signal.aborted ? undefined : accept(line)));
  try {
    await pipeline(linesOf(bytesOf(input), maxLineBytes), sink);
    return !signal.aborted;
  } catch (error) {
    await sink.busy;
    if (signal.aborted && codeOf(error) === 'ERR_STREAM_PREMATURE_CLOSE') return false;
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
