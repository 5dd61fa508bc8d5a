import { codeOf, messageOf, ProgramError } from '@cdc-relay/singer';
import type { KinesisRecord, Page } from '../kinesis/port.ts';
import { compareSequenceNumbers } from '../shards/sequence-number.ts';
import { openBytes } from './bytes.ts';
import { BEGINNING, lineOf, type Position } from './position.ts';
import { type DumpRecord, type Part, RecordReader } from './record-reader.ts';

const PAGE_BYTES = 4 * 1024 * 1024;

/** How a dump is read. */
export interface DumpOptions {
  readonly path: string;
  /** Whether records may be added later: then the last one counts once it is whole. */
  readonly growing: boolean;
}

/** Where to read on: with the record at a position, or with the one after it. */
export interface From {
  readonly position: Position;
  readonly inclusive: boolean;
}

/** The records of one file, page by page. Dispose of it to close the file; it is opened again when it is needed. */
export class DumpFile implements AsyncDisposable {
  readonly #options: DumpOptions;
  #open: { readonly reader: RecordReader; readonly close: () => PromiseLike<void> } | undefined;
  /** The position of the last record of the last page. */
  #last: Position = BEGINNING;
  /** A record that was read and not returned yet. */
  #next: DumpRecord | undefined;
  #fault: ProgramError | undefined;

  constructor(options: DumpOptions) {
    this.#options = options;
  }

  /** Checks that the file can be read. Throws FILE_UNREADABLE. */
  check(): void {
    this.#reader();
  }

  /** A page of at most `limit` records. Throws FILE_UNREADABLE, after a page with what was before. */
  async page(from: From, limit: number): Promise<Page & { readonly nextIterator: Position }> {
    await this.#goTo(from);
    const records: KinesisRecord[] = [];
    for (let bytes = 0; records.length < limit && bytes < PAGE_BYTES; ) {
      const record = await this.#read(records.length > 0);
      if (record === undefined) return this.#pageOf(records, this.#fault === undefined);
      records.push({ Data: record.data, SequenceNumber: record.position });
      bytes += record.data.length;
      this.#last = record.position;
    }
    return this.#pageOf(records, false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.close();
  }

  /** Kinesis reports the lag as a time; here it is only known whether there may be more. */
  #pageOf(records: readonly KinesisRecord[], isLast: boolean): Page & { readonly nextIterator: Position } {
    return {
      records,
      nextIterator: this.#last,
      ended: false,
      millisBehindLatest: isLast ? 0 : 1,
      isTip: isLast && records.length === 0,
      children: [],
    };
  }

  /** The next record; undefined at the end. A fault is kept for the next page where this one has records. */
  async #read(later: boolean): Promise<DumpRecord | undefined> {
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) return next;
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault !== undefined) throw fault;
    try {
      const record = await this.#reader().next(!this.#options.growing);
      if (record === undefined || !isPart(record)) return record;
      throw cutOff(this.#options.path, record.beginsIn);
    } catch (error) {
      const known = error instanceof ProgramError ? error : this.#unreadable(error);
      if (!later) throw known;
      this.#fault = known;
      return undefined;
    }
  }

  async #goTo({ position, inclusive }: From): Promise<void> {
    const isNext = !inclusive && position === this.#last && this.#open !== undefined;
    if (isNext) return;
    await this[Symbol.asyncDispose]();
    this.#next = undefined;
    this.#fault = undefined;
    this.#last = inclusive ? BEGINNING : position;
    for (let record = await this.#read(false); record !== undefined; record = await this.#read(false)) {
      const order = compareSequenceNumbers(record.position, position);
      if (order < 0 || (order === 0 && !inclusive)) continue;
      this.#next = record;
      return;
    }
    const needed = lineOf(position) - (inclusive ? 1 : 0);
    const { lines } = this.#reader();
    if (lines < needed)
      throw this.#unreadable(`the bookmark is line ${needed}, but the dump ends at line ${lines}`);
  }

  #reader(): RecordReader {
    if (this.#open === undefined) {
      try {
        const bytes = openBytes(this.#options.path);
        const close = () => bytes[Symbol.asyncDispose]();
        this.#open = { reader: new RecordReader(bytes), close };
      } catch (error) {
        throw this.#unreadable(codeOf(error) === 'ENOENT' ? 'it does not exist' : error);
      }
    }
    return this.#open.reader;
  }

  #unreadable(cause: unknown): ProgramError {
    const reason = typeof cause === 'string' ? cause : reasonOf(cause);
    return new ProgramError('FILE_UNREADABLE', `The dump ${this.#options.path} cannot be read: ${reason}.`, {
      remedy: 'Name the dump that the state belongs to by its absolute path, or start without a state.',
      cause,
    });
  }
}

function isPart(record: DumpRecord | Part): record is Part {
  return 'beginsIn' in record;
}

function reasonOf(error: unknown): string {
  const isOfGzip = codeOf(error)?.startsWith('Z_') === true;
  return isOfGzip ? `its gzip data is broken or ends too early (${messageOf(error)})` : messageOf(error);
}

function cutOff(path: string, line: number): ProgramError {
  return new ProgramError('FILE_UNREADABLE', `The dump ${path} ends within line ${line}.`, {
    remedy:
      'Everything before it was read. Start again once the record that begins in that line is complete. If it never will be, add a line feed after it: a single line is then a bad record.',
  });
}
