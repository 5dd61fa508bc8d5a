import { closeSync, fdatasyncSync, writeSync } from 'node:fs';
import { type Logger, messageOf, openToAppend, ProgramError } from '@cdc-relay/singer';

/** A record that is not loaded, with all that it takes to repair and send it again. */
export interface DeadLetter {
  /** Number of the line in the input; undefined when it is not known any more. */
  readonly line: number | undefined;
  readonly stream: string | undefined;
  /** Why it is not loaded. */
  readonly reason: string;
  /** The line as it came, or the row as it was to be written. Bytes that are not UTF-8 are kept as base64. */
  readonly raw: string | Uint8Array;
  /** The reason without values, for the log. */
  readonly logged?: string;
}

/** Where bad records go, and how many of them may. */
export interface DeadLetterOptions {
  readonly path: string;
  /** One more ends the program. */
  readonly limit: number;
}

/**
 * Appends bad records to a file, as JSON lines. `sync` makes them durable and has to come before a STATE that passes
 * them. A replay may append a record again.
 */
export class DeadLetters implements Disposable {
  readonly #options: DeadLetterOptions;
  readonly #file: number;
  #unsynced = false;
  /** How many records were put aside. */
  count = 0;

  /** Throws DEAD_LETTERS_UNWRITABLE. */
  constructor(options: DeadLetterOptions, log: Logger) {
    this.#options = options;
    this.#file = writing(options, () => openToAppend(options.path, log));
  }

  /** Puts a record aside. Throws TOO_MANY_BAD_RECORDS, DEAD_LETTERS_UNWRITABLE. */
  add({ line, stream, reason, raw, logged = reason }: DeadLetter): void {
    if (this.count >= this.#options.limit) throw tooMany(this.#options, logged);
    const original = typeof raw === 'string' ? { raw } : { raw_base64: Buffer.from(raw).toString('base64') };
    const entry = { time: new Date().toISOString(), line, stream, reason, ...original };
    this.#write(Buffer.from(`${JSON.stringify(entry)}\n`));
    this.count += 1;
    this.#unsynced = true;
  }

  /** Makes every record that was put aside durable. Throws DEAD_LETTERS_UNWRITABLE. */
  sync(): void {
    if (!this.#unsynced) return;
    writing(this.#options, () => fdatasyncSync(this.#file));
    this.#unsynced = false;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #write(bytes: Buffer): void {
    for (let written = 0; written < bytes.length; )
      written += writing(this.#options, () => writeSync(this.#file, bytes, written));
  }
}

function writing<Result>({ path }: DeadLetterOptions, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw new ProgramError(
      'DEAD_LETTERS_UNWRITABLE',
      `Dead letters cannot be written to ${path}: ${messageOf(error)}.`,
      {
        remedy:
          'Give `dead_letter_path` a file that can be written, on a disk with room, then start again from the last STATE.',
        cause: error,
      },
    );
  }
}

function tooMany({ path, limit }: DeadLetterOptions, reason: string): ProgramError {
  return new ProgramError(
    'TOO_MANY_BAD_RECORDS',
    `More than ${limit} records (\`max_bad_records\`) cannot be loaded; the last one: ${reason}.`,
    {
      remedy: `See ${path}; correct the tap, or raise \`max_bad_records\`, then start again from the last STATE.`,
    },
  );
}
