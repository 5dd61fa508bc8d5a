import { isAscii, isUtf8 } from 'node:buffer';

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

/** As much of an overlong line is shown to whoever looks for its stream. */
const BEGINNING = 4096;

/** JSON's white space. */
const BLANK = /^[\t\r ]*$/;

/**
 * Splits bytes into lines as they come, some at a time; blank ones are left out. Bytes that are not UTF-8 are no text with
 * replacement characters, but an UnreadableLine in the place of the line; so is a line of more than `maxBytes`, of which no more
 * than that is kept, and with which the lines end. So are blank lines without end, of which a small file can hold
 * gigabytes: more than `maxBytes` beyond the length of the other lines. Throws what `input` does.
 */
export async function* linesOf(
  input: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<(Line | UnreadableLine)[]> {
  const toLine = lineReader(maxBytes);
  for await (const { latin1, isAscii: isPlain } of wholeLines(input, maxBytes)) {
    const lines = latin1.split('\n').map((line) => toLine(line, isPlain));
    yield lines.filter((line) => line !== undefined);
  }
}

/** Numbers lines, and counts blank ones, for which it returns undefined. */
function lineReader(
  maxBytes: number,
): (latin1: string, isPlain: boolean) => Line | UnreadableLine | undefined {
  let number = 0;
  let blankBytes = 0;
  return (latin1, isPlain) => {
    number += 1;
    if (!BLANK.test(latin1) || latin1.length > maxBytes) {
      blankBytes -= latin1.length;
      return lineOf(number, latin1, isPlain, maxBytes);
    }
    blankBytes += latin1.length + 1;
    if (blankBytes <= maxBytes) return undefined;
    const reason = `more than ${maxBytes} bytes of blank lines (max_line_bytes)`;
    return new UnreadableLine(number, new Uint8Array(), reason, true);
  };
}

/** Whole lines, without the line feed of the last one: a character for each byte, as cutting those cuts no UTF-8 sequence. */
interface Whole {
  readonly latin1: string;
  /** False where it may hold bytes that are no ASCII. */
  readonly isAscii: boolean;
}

/**
 * Joins chunks until they hold a line feed, so that the time for a line is linear in its length, and ends after the
 * first overlong line.
 */
async function* wholeLines(input: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Whole> {
  let parts: string[] = [];
  let bytes = 0;
  let isPlain = true;
  for await (const chunk of input) {
    const text = latin1Of(chunk);
    const isAsciiChunk = isAscii(chunk);
    const end = text.lastIndexOf('\n');
    isPlain &&= isAsciiChunk;
    if (end >= 0) {
      yield { latin1: parts.join('') + text.slice(0, end), isAscii: isPlain };
      parts = [];
      bytes = 0;
      isPlain = isAsciiChunk;
    }
    parts.push(text.slice(end + 1));
    bytes += text.length - end - 1;
    if (bytes > maxBytes) break;
  }
  if (bytes > 0) yield { latin1: parts.join(''), isAscii: isPlain };
}

function lineOf(number: number, line: string, isPlain: boolean, maxBytes: number): Line | UnreadableLine {
  if (line.length > maxBytes) {
    const reason = `longer than ${maxBytes} bytes (max_line_bytes)`;
    return new UnreadableLine(number, Buffer.from(line.slice(0, BEGINNING), 'latin1'), reason, true);
  }
  if (isPlain) return { number, text: line };
  const bytes = Buffer.from(line, 'latin1');
  if (!isUtf8(bytes)) return new UnreadableLine(number, bytes, 'not valid UTF-8', false);
  return { number, text: bytes.toString('utf8') };
}

function latin1Of({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}
