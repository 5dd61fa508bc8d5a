import { closeSync, fdatasyncSync, writeSync } from 'node:fs';
import { messageOf, ProgramError } from '../errors/errors.ts';
import type { Logger } from '../log/logger.ts';
import { openToAppend } from './append-file.ts';

/**
 * The dead-letter file: bad records are appended to it, one JSON object a line, each with its `time`. `sync` makes them
 * durable; it has to come before a STATE or a bookmark that passes them. What is read again may be appended again.
 * Dispose of it to close the file.
 */
export class DeadLetterFile implements Disposable {
  readonly #path: string;
  readonly #file: number;
  #isSynced = true;

  /** Opens the file at once, so that a run does not begin whose bad records have no place. Throws DEAD_LETTER_FAILED. */
  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#file = this.#attempt(() => openToAppend(path, log));
  }

  /** Appends a bad record; what is undefined in it is left out. Throws DEAD_LETTER_FAILED. */
  append(entry: { readonly [name: string]: string | number | undefined }): void {
    const bytes = Buffer.from(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
    this.#isSynced = false;
    for (let written = 0; written < bytes.length; )
      written += this.#attempt(() => writeSync(this.#file, bytes, written));
  }

  /** Makes everything that was appended survive a crash of the machine. Throws DEAD_LETTER_FAILED. */
  sync(): void {
    if (this.#isSynced) return;
    this.#attempt(() => fdatasyncSync(this.#file));
    this.#isSynced = true;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #attempt<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      throw new ProgramError(
        'DEAD_LETTER_FAILED',
        `The dead-letter file ${this.#path} cannot be written: ${messageOf(error)}.`,
        { cause: error },
      );
    }
  }
}
