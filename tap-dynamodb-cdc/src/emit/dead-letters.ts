import { closeSync, fsyncSync, writeSync } from 'node:fs';
import { type Logger, messageOf, openToAppend, ProgramError } from '@cdc-relay/singer';

/** A record of Kinesis that is no change record. */
export interface BadRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** What is wrong with it; never an attribute's value. */
  readonly reason: string;
  readonly data: Uint8Array;
}

/** Appends bad records to a file, one JSON object a line, its bytes as base64. Dispose of it to close the file. */
export class DeadLetters implements Disposable {
  readonly #path: string;
  readonly #file: number;

  /** Opens the file at once, so that a run does not begin whose bad records have no place. Throws DEAD_LETTER_FAILED. */
  constructor(path: string, log: Logger) {
    this.#path = path;
    // Records may hold anything: nobody else is to read them.
    this.#file = this.#attempt(() => openToAppend(path, log));
  }

  /** Writes records so that they survive a crash of the machine: then a bookmark may pass them. */
  write(records: readonly BadRecord[]): void {
    this.#attempt(() => {
      const lines = Buffer.from(records.map((record) => `${lineOf(record)}\n`).join(''));
      for (let written = 0; written < lines.length; ) written += writeSync(this.#file, lines, written);
      fsyncSync(this.#file);
    });
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new ProgramError(
        'DEAD_LETTER_FAILED',
        `The dead-letter file ${this.#path} cannot be written: ${messageOf(error)}.`,
        {
          remedy:
            'Make room, or let "dead_letter_path" name a file that can be written; a restart continues from the last STATE.',
          cause: error,
        },
      );
    }
  }
}

function lineOf({ shardId, sequenceNumber, reason, data }: BadRecord): string {
  return JSON.stringify({
    time: new Date().toISOString(),
    shard: shardId,
    sequence_number: sequenceNumber,
    reason,
    data: Buffer.from(data).toString('base64'),
  });
}
