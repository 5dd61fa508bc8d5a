import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { codeOf, messageOf, ProgramError } from '@cdc-relay/singer';
import { type Line, linesOf, type UnreadableLine } from './lines.ts';

/** Opens the file of `--input`, or stdin. */
export function openInput(path: string | undefined): Readable {
  return path === undefined ? process.stdin : createReadStream(path);
}

/**
 * Hands the lines of an input to `accept` one by one, and reads no more while it is busy. Gives false when `signal`
 * ended it early. Throws INPUT_UNREADABLE, what `accept` throws, and what the input is destroyed with.
 */
export async function readInput(
  input: Readable,
  maxLineBytes: number,
  signal: AbortSignal,
  accept: (line: Line | UnreadableLine) => Promise<void>,
): Promise<boolean> {
  const stop = (): void => void input.destroy();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    for await (const line of linesOf(bytesOf(input), maxLineBytes)) {
      if (signal.aborted) return false;
      await accept(line);
    }
    return !signal.aborted;
  } catch (error) {
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

function unreadable(error: Error): ProgramError {
  return new ProgramError('INPUT_UNREADABLE', `The input cannot be read: ${messageOf(error)}.`, {
    remedy: 'Name an existing file with --input, or pipe a tap into the target.',
    cause: error,
  });
}
