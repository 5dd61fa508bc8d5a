import { isUtf8 } from 'node:buffer';

/** A line of the input, without its line feed. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
}

/** A line that cannot be read. */
export class UnreadableLine extends Error {
  override readonly name = 'UnreadableLine';
  readonly number: number;
  /** The bytes of the line: all of them when they are not UTF-8, its beginning when there are too many. */
  readonly bytes: Uint8Array;
  readonly tooLong: boolean;

  constructor(number: number, bytes: Uint8Array, reason: string, tooLong: boolean) {
    super(reason);
    this.number = number;
    this.bytes = bytes;
    this.tooLong = tooLong;
  }
}

const LINE_FEED = 10;

/** As much of an overlong line is shown to whoever looks for its stream. */
const BEGINNING = 4096;

/**
 * Splits bytes into lines as they come. Bytes that are not UTF-8 are no text with replacement characters, but an
 * UnreadableLine in the place of the line; so is a line of more than `maxBytes`, of which no more than that is kept.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  #rest: Uint8Array[] = [];
  #restBytes = 0;
  #number = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that a chunk completes. After an overlong line nothing more may be pushed. */
  *push(chunk: Uint8Array): Generator<Line | UnreadableLine> {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      yield this.#complete(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start === chunk.length) return;
    this.#rest.push(chunk.subarray(start));
    this.#restBytes += chunk.length - start;
    if (this.#restBytes > this.#maxBytes) yield this.#complete(new Uint8Array());
  }

  /** The last line, when it does not end with a line feed. */
  *end(): Generator<Line | UnreadableLine> {
    if (this.#restBytes > 0) yield this.#complete(new Uint8Array());
  }

  #complete(last: Uint8Array): Line | UnreadableLine {
    const bytes = this.#rest.length === 0 ? last : Buffer.concat([...this.#rest, last]);
    this.#rest = [];
    this.#restBytes = 0;
    this.#number += 1;
    if (bytes.length > this.#maxBytes) return this.#tooLong(bytes);
    if (!isUtf8(bytes)) return new UnreadableLine(this.#number, bytes, 'not valid UTF-8', false);
    return { number: this.#number, text: textOf(bytes) };
  }

  #tooLong(bytes: Uint8Array): UnreadableLine {
    const reason = `longer than ${this.#maxBytes} bytes (max_line_bytes)`;
    return new UnreadableLine(this.#number, bytes.slice(0, BEGINNING), reason, true);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
