/** What a server may send before it has let the user in: an error, parameters, a challenge. */
const MAX_BEFORE_LOGIN = 64 * 1024;

/** The largest message after that: a row is at most what came in a line. */
const MAX_MESSAGE = 128 * 1024 * 1024;

/** All rows of one answer: they are in memory at the same time. */
const MAX_ROWS = 512 * 1024 * 1024;

/** A message of the PostgreSQL protocol: its type, its length (which counts itself), and as many bytes as that. */
const HEADER_BYTES = 5;
const LENGTH_BYTES = 4;

const DATA_ROW = 'D'.charCodeAt(0);
const READY_FOR_QUERY = 'Z'.charCodeAt(0);

/**
 * Follows the messages of a server, of which it reads only type and length, and says what is wrong with those that would
 * fill the memory: the driver keeps whatever is announced until it has come.
 */
export class AnswerLimit {
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  /** Bytes of the message at hand that are still to come. */
  #rest = 0;
  #maxMessage = MAX_BEFORE_LOGIN;
  #rows = 0;

  /** Accepts the next bytes; returns what is too large about them, if anything. */
  problem(chunk: Buffer): string | undefined {
    let at = 0;
    while (at < chunk.length) {
      const skipped = Math.min(this.#rest, chunk.length - at);
      this.#rest -= skipped;
      at += skipped;
      const read = chunk.copy(this.#header, this.#headerBytes, at, at + HEADER_BYTES - this.#headerBytes);
      at += read;
      this.#headerBytes += read;
      if (this.#headerBytes < HEADER_BYTES) continue;
      const problem = this.#begin(this.#header.readUInt32BE(1) - LENGTH_BYTES);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #begin(bytes: number): string | undefined {
    const [type] = this.#header;
    this.#headerBytes = 0;
    if (bytes < 0) return 'a message without a length';
    if (bytes > this.#maxMessage)
      return `a message of ${bytes} bytes, which is more than the limit of ${this.#maxMessage}`;
    this.#rest = bytes;
    if (type === READY_FOR_QUERY) {
      this.#maxMessage = MAX_MESSAGE;
      this.#rows = 0;
    }
    if (type !== DATA_ROW) return undefined;
    this.#rows += bytes;
    return this.#rows > MAX_ROWS ? `more than ${MAX_ROWS} bytes of rows for one statement` : undefined;
  }
}
