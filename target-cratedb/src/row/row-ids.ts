import { randomBytes } from 'node:crypto';

/** Enough that no two runs ever share it. */
const RUN_BYTES = 9;

/**
 * Makes the ids for the rows of a stream without a key: different for every row of every run, so that equal records stay
 * as many rows as they are, and the same for a row however often it has to be sent.
 */
export class RowIds {
  readonly #run = randomBytes(RUN_BYTES).toString('base64url');
  #last = 0;

  next(): string {
    this.#last += 1;
    return `${this.#run}-${this.#last}`;
  }
}
