import { JsonEnd } from '../change-record/json-end.ts';
import type { Bytes } from './bytes.ts';
import { type Position, positionOf } from './position.ts';
import { dataOfObject } from './record-data.ts';

const LINE_FEED = 0x0a;
const BRACE = 0x7b;
const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);

/** White space, and what is between the elements of a list: a dump may be one list of records. */
const BETWEEN = new Set(Buffer.from(' \t\r\n[],'));

/** Longer than the longest record of Kinesis in base64, and than a list of records that one call can bring. */
const MAX_OBJECT_BYTES = 64 * 1024 * 1024;

/** A record of a dump. */
export interface DumpRecord {
  readonly position: Position;
  readonly data: Uint8Array;
}

/** An incomplete record at the end of a dump: it begins in this line. */
export interface Part {
  readonly beginsIn: number;
}

/**
 * Reads the records of a dump: JSON objects, one a line, printed over several lines, or one directly after the other. What
 * is no object is a record as far as its line goes; so is an object that is broken off, and reading starts again with the next line.
 */
export class RecordReader {
  readonly #bytes: Bytes;
  #rest: Buffer = Buffer.alloc(0);
  #at = 0;
  #started = false;
  /** Line feeds before `#at`. */
  #lines = 0;
  /** Records that have ended in the present line. */
  #inLine = 0;
  readonly #waiting: DumpRecord[] = [];

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** Lines that were read so far, the present one included when it has begun. */
  get lines(): number {
    return this.#lines + (this.#inLine > 0 || this.#at < this.#rest.length ? 1 : 0);
  }

  /**
   * The next record; undefined at the end as of now. `last`: nothing is appended later, so that text without a line feed
   * is all there is. Throws RangeError for an object that is too long.
   */
  async next(last: boolean): Promise<DumpRecord | Part | undefined> {
    for (;;) {
      const waiting = this.#waiting.shift();
      if (waiting !== undefined) return waiting;
      if (!(await this.#begin())) return undefined;
      const end = await (this.#rest[this.#at] === BRACE ? this.#endOfObject(last) : this.#endOfLine(0));
      if (end === undefined) return last ? { beginsIn: this.#lines + 1 } : undefined;
      this.#take(end);
    }
  }

  /** Goes to the next record; false at the end. */
  async #begin(): Promise<boolean> {
    for (;;) {
      if (!this.#started && !(await this.#start())) return false;
      for (; this.#at < this.#rest.length; this.#at += 1) {
        const byte = this.#rest[this.#at] ?? 0;
        if (!BETWEEN.has(byte)) return true;
        if (byte === LINE_FEED) this.#endLine();
      }
      if (!(await this.#more())) return false;
    }
  }

  async #start(): Promise<boolean> {
    while (this.#rest.length < BYTE_ORDER_MARK.length && (await this.#more()));
    if (this.#rest.length === 0) return false;
    this.#started = true;
    if (this.#rest.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK))
      this.#at = BYTE_ORDER_MARK.length;
    return true;
  }

  /** The end of the line, as a distance from `#at`; undefined when it is not there yet. */
  async #endOfLine(searched: number): Promise<number | undefined> {
    for (let from = searched; ; ) {
      const end = this.#rest.indexOf(LINE_FEED, this.#at + from);
      if (end >= 0) return end - this.#at;
      from = this.#rest.length - this.#at;
      if (!(await this.#more())) return undefined;
    }
  }

  /** The end of the object that begins here, or of the line in which it is broken off. */
  async #endOfObject(last: boolean): Promise<number | undefined> {
    const json = new JsonEnd();
    for (let from = 0; ; ) {
      const lineEnd = await this.#endOfLine(from);
      const to = this.#at + (lineEnd ?? this.#rest.length - this.#at);
      const end = json.read(this.#rest, this.#at + from, to);
      if (end >= 0) return end - this.#at;
      if (lineEnd === undefined) return undefined;
      if (json.inString || (await this.#byteAt(lineEnd + 1)) === BRACE) return lineEnd;
      if ((await this.#byteAt(lineEnd + 1)) === undefined) return last && from === 0 ? lineEnd : undefined;
      from = lineEnd + 1;
    }
  }

  async #byteAt(distance: number): Promise<number | undefined> {
    while (this.#at + distance >= this.#rest.length && (await this.#more()));
    return this.#rest[this.#at + distance];
  }

  #take(length: number): void {
    const bytes = this.#rest.subarray(this.#at, this.#at + length);
    this.#at += length;
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) this.#endLine();
    for (const data of dataOfObject(withoutReturn(bytes))) {
      this.#inLine += 1;
      this.#waiting.push({ position: positionOf(this.#lines + 1, this.#inLine), data });
    }
  }

  #endLine(): void {
    this.#lines += 1;
    this.#inLine = 0;
  }

  async #more(): Promise<boolean> {
    if (this.#rest.length - this.#at > MAX_OBJECT_BYTES)
      throw new RangeError(`what begins in line ${this.#lines + 1} is longer than ${MAX_OBJECT_BYTES} bytes`);
    const chunk = await this.#bytes.read();
    if (chunk === undefined) return false;
    this.#rest = Buffer.concat([this.#rest.subarray(this.#at), chunk]);
    this.#at = 0;
    return true;
  }
}

/** Lines may end as on Windows. */
function withoutReturn(bytes: Buffer): Buffer {
  return bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes;
}
