import type { LineWriter } from '@cdc-relay/singer';
import type { KinesisRecord } from '../kinesis/port.ts';
import { SEQUENCE } from '../record/names.ts';
import type { ShardSet } from '../shards/shard-set.ts';
import type { BadRecords } from './bad-records.ts';
import type { Duplicates } from './duplicates.ts';
import { type Preparation, type Prepared, prepare, type ReadyRecord } from './prepare.ts';
import type { SecondVersions } from './second-versions.ts';

/** So many records of a page are decoded at a time: enough to learn from, few enough to hold. */
const SLICE = 500;

/** What an emitter works with. */
export interface Emitting {
  readonly output: LineWriter;
  readonly preparation: Preparation;
  readonly bad: BadRecords;
  readonly duplicates: Duplicates;
  readonly versions: SecondVersions;
  readonly shards: Pick<ShardSet, 'bookmarks' | 'lineage'>;
}

/** Writes the records of Kinesis pages as Singer messages and moves the bookmarks behind them. */
export class PageEmitter {
  readonly #emitting: Emitting;

  constructor(emitting: Emitting) {
    this.#emitting = emitting;
  }

  /** Emits a page, at the pace of whoever reads stdout. Throws CHANGE_RECORD_INVALID after what came before. */
  async emit(shardId: string, records: readonly KinesisRecord[]): Promise<void> {
    const { preparation, bad } = this.#emitting;
    for (let begin = 0; begin < records.length; begin += SLICE) {
      const slice = await prepare(records.slice(begin, begin + SLICE), shardId, preparation);
      // They are on disk before a bookmark passes them.
      bad.keep(slice.bad);
      const time = new Date().toISOString();
      for (const record of slice.records) {
        const pending = this.#pass(shardId, record, time);
        if (pending !== undefined) await pending;
      }
      if (slice.fault !== undefined) throw slice.fault;
    }
  }

  /** Nothing else runs between a record's lines and its bookmark, so no STATE can tell of one without the other. */
  #pass(shardId: string, { ready, sequenceNumber }: Prepared, time: string): Promise<void> | undefined {
    const pending = ready === undefined ? undefined : this.#write(shardId, ready, time);
    this.#emitting.shards.bookmarks.set(shardId, sequenceNumber);
    return pending;
  }

  #write(shardId: string, { stream, record, event }: ReadyRecord, time: string): Promise<void> | undefined {
    const { output, duplicates, versions, shards, preparation } = this.#emitting;
    const { snapshots } = preparation;
    // A snapshot may have begun since the record was decoded.
    if (snapshots.leavesOut(event) || duplicates.seen(event)) return undefined;
    const version = versions.versionOf(event, shardId, shards.lineage);
    if (version === undefined) return undefined;
    record[SEQUENCE] = version;
    stream.emitted += 1;
    return output.write(stream.announced(stream.recordLine(record, time, snapshots.versionOf(event.table))));
  }
}
