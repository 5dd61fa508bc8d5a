import { ProgramError } from '@cdc-relay/singer';
import type { DeadLetterPlace } from './dead-letter-place.ts';

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
  /** The file; undefined where the caller has a place of its own. */
  readonly path: string | undefined;
  /** One more ends the program. */
  readonly limit: number;
}

/** Appends bad records to their place, up to the limit. `sync` has to come before a STATE that passes them. */
export class DeadLetters {
  readonly #options: DeadLetterOptions;
  readonly #place: DeadLetterPlace;
  /** How many records went to the dead-letter file. */
  count = 0;

  constructor(options: DeadLetterOptions, place: DeadLetterPlace) {
    this.#options = options;
    this.#place = place;
  }

  /** Appends a record. Throws TOO_MANY_BAD_RECORDS, DEAD_LETTER_FAILED. */
  add({ line, stream, reason, raw, logged = reason }: DeadLetter): void {
    if (this.count >= this.#options.limit) throw tooMany(this.#options, logged);
    const original = typeof raw === 'string' ? { raw } : { raw_base64: Buffer.from(raw).toString('base64') };
    this.#place.append({ line, stream, reason, ...original });
    this.count += 1;
  }

  /** Makes every dead letter durable. Throws DEAD_LETTER_FAILED. */
  async sync(): Promise<void> {
    await this.#place.sync();
  }
}

function tooMany({ path, limit }: DeadLetterOptions, reason: string): ProgramError {
  return new ProgramError(
    'TOO_MANY_BAD_RECORDS',
    `More than ${limit} records (\`max_bad_records\`) cannot be loaded; the last one: ${reason}.`,
    {
      remedy: `Read the reasons in ${path ?? 'the dead letters'}; correct the tap, or raise \`max_bad_records\`, then start again from the last STATE.`,
    },
  );
}
