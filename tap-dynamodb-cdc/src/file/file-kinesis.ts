import { codeOf, messageOf, ProgramError } from '@cdc-relay/singer';
import type { Kinesis, KinesisRecord, Page, StreamSummary } from '../kinesis/port.ts';
import type { Position } from '../shards/bookmark.ts';
import type { Shard } from '../shards/lineage.ts';
import { dataOfLine } from './dump-line.ts';
import { type Line, LineReader } from './line-reader.ts';

/** The one shard of a dump. */
const SHARD = 'file';

const PAGE_BYTES = 4 * 1024 * 1024;

/** How a dump is read. */
export interface DumpOptions {
  readonly path: string;
  /** Whether lines may be added later: then the last one counts once its line feed is there. */
  readonly growing: boolean;
}

/**
 * A dump of change records that is read like a Kinesis stream of one shard, whose sequence numbers are line numbers.
 * Empty lines are left out.
 */
export class FileKinesis implements Kinesis, AsyncDisposable {
  readonly isLimited = false;
  readonly #options: DumpOptions;
  #reader: LineReader | undefined;
  /** The number of the last line that the reader gave. */
  #line = 0;

  constructor(options: DumpOptions) {
    this.#options = options;
  }

  get time(): number {
    return Date.now();
  }

  /** A file forgets nothing. */
  async describe(): Promise<StreamSummary> {
    return { status: 'ACTIVE', retentionMs: Number.POSITIVE_INFINITY };
  }

  async listShards(): Promise<Shard[]> {
    await this.#open();
    return [{ id: SHARD, parents: [], open: true }];
  }

  /** An iterator is the number of lines to skip. Sequence numbers are line numbers; others mean the beginning. */
  async shardIterator(_shardId: string, position: Position): Promise<string> {
    if (position.type === 'AFTER_SEQUENCE_NUMBER') return position.sequenceNumber;
    return position.type === 'AT_SEQUENCE_NUMBER' ? String(Number(position.sequenceNumber) - 1) : '0';
  }

  async getRecords(iterator: string, limit: number): Promise<Page> {
    await this.#skipTo(Number(iterator));
    const records: KinesisRecord[] = [];
    let bytes = 0;
    let line = await this.#next();
    for (; line !== undefined; line = await this.#next()) {
      if (isPart(line)) {
        if (records.length === 0) throw cutOff(this.#options.path, line.number);
        // It comes first in the next page.
        return pageOf(records, line.number - 1, false);
      }
      if (line.bytes.length > 0)
        records.push({ Data: dataOfLine(line.bytes), SequenceNumber: String(line.number) });
      bytes += line.bytes.length;
      if (records.length >= limit || bytes >= PAGE_BYTES) break;
    }
    return pageOf(records, this.#line, line === undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader?.[Symbol.asyncDispose]();
    this.#reader = undefined;
  }

  async #skipTo(line: number): Promise<void> {
    if (line < this.#line) await this[Symbol.asyncDispose]();
    await this.#open();
    while (this.#line < line && (await this.#next()) !== undefined);
    if (this.#line < line)
      throw unreadable(this.#options.path, `the bookmark is line ${line}, it has ${this.#line}`);
  }

  async #next() {
    const line = await this.#reader?.next(!this.#options.growing);
    if (line !== undefined) this.#line = line.number;
    return line;
  }

  async #open(): Promise<void> {
    if (this.#reader !== undefined) return;
    try {
      this.#reader = await LineReader.open(this.#options.path);
      this.#line = 0;
    } catch (error) {
      const reason = codeOf(error) === 'ENOENT' ? 'it does not exist' : messageOf(error);
      throw unreadable(this.#options.path, reason, error);
    }
  }
}

/** Kinesis tells how far behind by time; here it is only known whether there may be more. `line`: the last one. */
function pageOf(records: readonly KinesisRecord[], line: number, isLast: boolean): Page {
  return {
    records,
    nextIterator: String(line),
    ended: false,
    millisBehindLatest: isLast ? 0 : 1,
    isTip: isLast,
    children: [],
  };
}

/** True for a last line that is still being written, or was cut off. */
function isPart({ bytes, isEnded }: Line): boolean {
  if (isEnded) return false;
  try {
    JSON.parse(Buffer.from(bytes).toString());
    return false;
  } catch {
    return true;
  }
}

function cutOff(path: string, line: number): ProgramError {
  return new ProgramError('FILE_UNREADABLE', `The dump ${path} ends within line ${line}.`, {
    remedy:
      'Start again once the line is whole; everything before it was read. A line feed behind it makes it a bad record.',
  });
}

function unreadable(path: string, reason: string, cause?: unknown): ProgramError {
  return new ProgramError('FILE_UNREADABLE', `The dump ${path} cannot be read: ${reason}.`, {
    remedy: 'Name the dump that the state belongs to by its absolute path, or start without a state.',
    cause,
  });
}
