import { withoutValues } from '../connection/without-values.ts';
import type { StreamCounts } from '../report/counts.ts';
import type { Operation } from '../write/batch.ts';
import type { DeadLetters } from './dead-letters.ts';
import { lineFault } from './line-fault.ts';
import type { Origin } from './origin.ts';

/** Decides what happens to records that cannot be loaded: they end the program, or go to the dead-letter file and are counted. */
export class BadRecords {
  readonly #letters: DeadLetters | undefined;
  readonly #counts: StreamCounts;

  /** Without dead letters every bad record is an error. */
  constructor(letters: DeadLetters | undefined, counts: StreamCounts) {
    this.#letters = letters;
    this.#counts = counts;
  }

  /** Sends a record to the dead-letter file; throws INPUT_INVALID where there is none, TOO_MANY_BAD_RECORDS at the limit. */
  reject(origin: Origin, stream: string | undefined, reason: string, cause?: unknown): void {
    const where = origin.file === undefined ? reason : `${origin.file}: ${reason}`;
    if (this.#letters === undefined) throw lineFault(origin.line, stream, where, cause);
    this.#letters.add({ line: origin.line, stream, reason: where, raw: origin.raw });
    this.#counts.of(stream ?? '').bad += 1;
  }

  /** Sends a row that CrateDB does not accept to the dead-letter file; false where there is none. Throws TOO_MANY_BAD_RECORDS. */
  rejectRow(stream: string, { line, row }: Operation, reason: string): boolean {
    if (this.#letters === undefined) return false;
    this.#letters.add({ line, stream, reason, raw: row, logged: withoutValues(reason, row) });
    this.#counts.of(stream).bad += 1;
    return true;
  }

  /** Makes the dead letters durable; to be called before a STATE passes them. */
  async sync(): Promise<void> {
    await this.#letters?.sync();
  }
}
