import { type FileHandle, open } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 10;

/** A line of a file: its number from 1, and its bytes without the line feed. */
export interface Line {
  readonly number: number;
  readonly bytes: Uint8Array;
  /** False for a last line without a line feed, which may be a part of one. */
  readonly isEnded: boolean;
}

/** Reads the lines of a file (or pipe) in order, also those that are appended later. Dispose of it to close it. */
export class LineReader implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #rest: Buffer = Buffer.alloc(0);
  #number = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<LineReader> {
    return new LineReader(await open(path, 'r'));
  }

  /** The next line; undefined at the end of the file. Its last line needs no line feed when `last` is true. */
  async next(last: boolean): Promise<Line | undefined> {
    let end = this.#rest.indexOf(LINE_FEED);
    while (end < 0) {
      const searched = this.#rest.length;
      if (!(await this.#read())) return last && searched > 0 ? this.#take(searched, searched) : undefined;
      end = this.#rest.indexOf(LINE_FEED, searched);
    }
    return this.#take(end, end + 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  /** False at the end of the file. */
  async #read(): Promise<boolean> {
    const { bytesRead } = await this.#file.read(this.#chunk, 0, CHUNK_BYTES, null);
    if (bytesRead === 0) return false;
    this.#rest = Buffer.concat([this.#rest, this.#chunk.subarray(0, bytesRead)]);
    return true;
  }

  #take(end: number, next: number): Line {
    const bytes = this.#rest.subarray(0, end);
    this.#rest = this.#rest.subarray(next);
    this.#number += 1;
    return { number: this.#number, bytes, isEnded: next > end };
  }
}
