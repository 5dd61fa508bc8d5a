import { Writable } from 'node:stream';
import type { Line, UnreadableLine } from './lines.ts';

/** Accepts a line; returns a promise where the next one has to wait. */
export type Accept = (line: Line | UnreadableLine) => Promise<void> | undefined;

/** Hands lines on: without a promise for each, which would cost more than most lines do. */
export class LineSink extends Writable {
  readonly #accept: Accept;
  /** What the last line waits for; it outlasts the end of the stream. */
  busy: Promise<void> | undefined;

  constructor(accept: Accept) {
    super({ objectMode: true });
    this.#accept = accept;
  }

  override _write(line: Line | UnreadableLine, _: BufferEncoding, done: (error?: Error) => void): void {
    try {
      // Lines that it holds already still come after an error.
      this.busy = this.errored === null ? this.#accept(line) : undefined;
      if (this.busy === undefined) done();
      else this.busy.then(() => done(), done);
    } catch (error) {
      done(error as Error);
    }
  }
}
