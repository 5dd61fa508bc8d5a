import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { codeOf, messageOf, PIPE_CLOSED, ProgramError } from '../errors/errors.ts';

/** Lines are handed to the stream in chunks of about this many characters: one system call for many lines. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Writes lines to stdout with back-pressure: whoever awaits `write` and `flush` cannot outrun the reader, so what
 * waits here is bounded by one chunk and the stream's own buffer.
 */
export class LineWriter {
  readonly #stream: Writable;
  #lines: string[] = [];
  #characters = 0;
  #failure: Error | undefined;
  #blockedSince: number | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** For how many milliseconds the reader has not read, at `now` of `performance`; 0 while nothing waits for it. */
  blockedMs(now: number): number {
    return this.#blockedSince === undefined ? 0 : now - this.#blockedSince;
  }

  /** Adds a line, or several (without the last line feed). Await the result when there is one: the reader is slower. */
  write(line: string): Promise<void> | undefined {
    this.#lines.push(line);
    this.#characters += line.length + 1;
    return this.#characters >= CHUNK_CHARACTERS ? this.flush() : undefined;
  }

  /** Hands all lines to the stream and waits while the reader is behind. Throws STDOUT_CLOSED, STDOUT_FAILED. */
  async flush(): Promise<void> {
    if (this.#lines.length > 0) {
      const chunk = `${this.#lines.join('\n')}\n`;
      this.#lines = [];
      this.#characters = 0;
      if (this.#failure === undefined && !this.#stream.write(chunk)) await this.#drained();
    }
    this.#check();
  }

  /** Writes what is left and waits until the stream has passed everything on. */
  async end(): Promise<void> {
    await this.flush();
    await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
    this.#check();
  }

  async #drained(): Promise<void> {
    this.#blockedSince ??= performance.now();
    try {
      await once(this.#stream, 'drain');
    } catch (error) {
      this.#failure = error as Error;
    }
    this.#blockedSince = undefined;
  }

  #check(): void {
    if (this.#failure !== undefined) throw outputFault(this.#failure);
  }
}

/** True for what a stream says whose reader is gone. */
export function isClosedPipe(error: unknown): boolean {
  return codeOf(error) === 'EPIPE' || codeOf(error) === 'ERR_STREAM_DESTROYED';
}

function outputFault(error: Error): ProgramError {
  if (isClosedPipe(error)) {
    return new ProgramError('STDOUT_CLOSED', 'The reader of stdout has closed the pipe.', {
      remedy:
        'Find out why the program behind the pipe ended; a restart continues from the last STATE that it printed.',
      exitCode: PIPE_CLOSED,
      cause: error,
    });
  }
  return new ProgramError('STDOUT_FAILED', `Writing to stdout failed: ${messageOf(error)}.`, {
    remedy: 'Free disk space or repair the device that stdout goes to, then start again from the last STATE.',
    cause: error,
  });
}
