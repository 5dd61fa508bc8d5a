import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
  const sink = lineSink((line) => (signal.aborted ? undefined : accept(line)));
  try {
    await pipeline(linesOf(bytesOf(input), maxLineBytes), sink.writable);
  } catch (error) {
    await sink.busy();
    if (signal.aborted && codeOf(error) === 'ERR_STREAM_PREMATURE_CLOSE') return;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    input.destroy();
  }
}

/**
 * Hands lines on, without a promise for each, which would cost more than most lines do. `busy` is what the last line
 * waits for; it outlasts the end of the stream.
 */
function lineSink(accept: Accept): {
  readonly writable: Writable;
  readonly busy: () => Promise<void> | undefined;
} {
  let busy: Promise<void> | undefined;
  const writable = new Writable({
    objectMode: true,
    write(line: Line | UnreadableLine, _, done) {
      try {
        // Lines that it holds already still come after an error.
        busy = this.errored === null ? accept(line) : undefined;
        if (busy === undefined) done();
        else busy.then(() => done(), done);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  return { writable, busy: () => busy };
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
