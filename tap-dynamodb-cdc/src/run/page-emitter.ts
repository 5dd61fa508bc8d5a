import type { LineWriter } from '@cdc-relay/singer';
import type { KinesisRecord } from '../kinesis/port.ts';
import type { Bookmark } from '../shards/bookmark.ts';
import { type PreparedRecord, prepare } from './prepare.ts';
import type { Tables } from './tables.ts';

/** So many records of a page are decoded at a time: enough to learn from, few enough to hold. */
const SLICE = 500;

/** Writes the records of Kinesis pages as Singer messages and moves the bookmarks behind them. */
export class PageEmitter {
  readonly #output: LineWriter;
  readonly #tables: Tables;
  readonly #bookmarks: Map<string, Bookmark>;

  constructor(output: LineWriter, tables: Tables, bookmarks: Map<string, Bookmark>) {
    this.#output = output;
    this.#tables = tables;
    this.#bookmarks = bookmarks;
  }

  /** Emits a page, at the pace of whoever reads stdout. Throws CHANGE_RECORD_INVALID after what came before. */
  async emit(shardId: string, records: readonly KinesisRecord[]): Promise<void> {
    for (let begin = 0; begin < records.length; begin += SLICE) {
      const slice = prepare(records.slice(begin, begin + SLICE), shardId, this.#tables);
      const time = new Date().toISOString();
      for (const record of slice.records) {
        const pending = this.#write(shardId, record, time);
        if (pending !== undefined) await pending;
      }
      if (slice.fault !== undefined) throw slice.fault;
    }
  }

  /** Nothing else runs between a record's lines and its bookmark, so no STATE can tell of one without the other. */
  #write(shardId: string, { stream, record, sequenceNumber }: PreparedRecord, time: string) {
    const announcement = stream.announcement();
    if (announcement !== undefined) void this.#output.write(announcement);
    const pending = this.#output.write(stream.recordLine(record, time));
    this.#bookmarks.set(shardId, sequenceNumber);
    stream.emitted += 1;
    return pending;
  }
}
