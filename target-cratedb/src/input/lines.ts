import { isUtf8 } from 'node:buffer';
import { type Duplex, pipeline } from 'node:stream';
import split2 from 'split2';

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

/** JSON's white space. */
const BLANK = /^[\t\r ]*$/;

/**
 * Splits bytes into lines as they come; blank ones are left out. Bytes that are not UTF-8 are no text with replacement
 * characters, but an UnreadableLine in the place of the line; so is a line of more than `maxBytes`, of which no more
 * than that is kept, and with which the lines end. So are blank lines without end, of which a small file can hold
 * gigabytes: more than `maxBytes` beyond the length of the other lines. The stream yields objects: Line and
 * UnreadableLine; it fails with what `input` does.
 */
export function linesOf(input: AsyncIterable<Uint8Array>, maxBytes: number): Duplex {
  let number = 0;
  let blankBytes = 0;
  const toLine = (latin1: string): Line | UnreadableLine | undefined => {
    number += 1;
    if (!BLANK.test(latin1) || latin1.length > maxBytes) {
      blankBytes -= latin1.length;
      return lineOf(number, latin1, maxBytes);
    }
    blankBytes += latin1.length + 1;
    if (blankBytes <= maxBytes) return undefined;
    const reason = `more than ${maxBytes} bytes of blank lines (max_line_bytes)`;
    return new UnreadableLine(number, new Uint8Array(), reason, true);
  };
  // Its errors come out of the iteration.
  return pipeline(
    wholeLines(input, maxBytes),
    split2(/\n/, toLine, { decodeStrings: false }),
    () => undefined,
  );
}

/**
 * Joins chunks until they hold a line feed, so that the time for a line is linear in its length, and ends after the
 * first overlong line. The bytes become the characters of the same codes: cutting those cuts no UTF-8 sequence.
 */
async function* wholeLines(input: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<string> {
  let parts: string[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    parts.push(latin1(chunk));
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end < 0 && bytes + chunk.length > maxBytes) break;
    if (end < 0) bytes += chunk.length;
    else {
      yield parts.join('');
      parts = [];
      bytes = 0;
    }
  }
  if (parts.length > 0) yield parts.join('');
}

function lineOf(number: number, line: string, maxBytes: number): Line | UnreadableLine {
  if (line.length > maxBytes) {
    const reason = `longer than ${maxBytes} bytes (max_line_bytes)`;
    return new UnreadableLine(number, Buffer.from(line.slice(0, BEGINNING), 'latin1'), reason, true);
  }
  if (isAscii(line)) return { number, text: line };
  const bytes = Buffer.from(line, 'latin1');
  if (!isUtf8(bytes)) return new UnreadableLine(number, bytes, 'not valid UTF-8', false);
  return { number, text: bytes.toString('utf8') };
}

function isAscii(latin1: string): boolean {
  return !/[\x80-\xff]/.test(latin1);
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}
