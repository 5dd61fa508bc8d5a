import type { LineWriter } from '@cdc-relay/singer';
import type { Kinesis, Page } from '../kinesis/port.ts';
import type { ShardSet } from '../shards/shard-set.ts';
import type { BadRecords } from './bad-records.ts';
import type { ChangeFilter } from './change-filter.ts';
import type { Emitted } from './emitted.ts';
import type { FirstPages } from './first-pages.ts';
import { partOf, sourceRecord, timesOf } from './page.ts';
import { type Preparation, type Prepared, prepare } from './prepare.ts';
import type { Progress } from './progress.ts';
import type { StateWriter } from './state-writer.ts';
import { reachesTip, type Tip } from './tip.ts';

/** This many records of a page are decoded at a time: enough to learn from, few enough to hold. */
const SLICE = 500;

/** What an emitter works with. */
export interface EmitterParts {
  readonly output: LineWriter;
  /** Kinesis' own time, as of its last answer. */
  readonly clock: Pick<Kinesis, 'time'>;
  readonly preparation: Preparation;
  readonly bad: BadRecords;
  readonly filter: ChangeFilter;
  readonly shards: ShardSet;
  readonly states: StateWriter;
  readonly progress: Progress;
  readonly firstPages: FirstPages;
  readonly tip: Tip;
}

/** How far pages are emitted. */
export interface EmitterLimits {
  /** Whether reading goes on at the tip. */
  readonly follow: boolean;
  /** Records of Kinesis in all; undefined for no limit. */
  readonly maxRecords?: number | undefined;
  /** A STATE can be due after this many records of a page. */
  readonly stateIntervalRecords: number;
}

/**
 * Writes the records of Kinesis pages as Singer messages and moves the bookmarks past them, with STATE messages when
 * they are due, until the limits are reached.
 */
export class PageEmitter {
  readonly #parts: EmitterParts;
  readonly #follow: boolean;
  readonly #slice: number;
  readonly #full = new AbortController();
  #left: number;

  constructor(parts: EmitterParts, { follow, maxRecords, stateIntervalRecords }: EmitterLimits) {
    this.#parts = parts;
    this.#follow = follow;
    this.#slice = Math.min(SLICE, stateIntervalRecords);
    this.#left = maxRecords ?? Number.POSITIVE_INFINITY;
  }

  /** Aborts when the limit of records is reached. */
  get full(): AbortSignal {
    return this.#full.signal;
  }

  /** Emits a page at the pace of stdout's reader. Throws CHANGE_RECORD_INVALID after what came before. */
  async emit(shardId: string, page: Page): Promise<Emitted> {
    const { clock, shards, states, progress, firstPages, tip, output } = this.#parts;
    const { time } = clock;
    const tipTime = tip.at(time);
    const records = this.#withinLimit(page);
    for (let begin = 0; begin < records.length; begin += this.#slice)
      await this.#emitSlice(shardId, records.slice(begin, begin + this.#slice));
    const emitted = partOf(page, records, time);
    shards.emitted(shardId, timesOf(emitted, time));
    progress.page(shardId, emitted);
    firstPages.page(shardId, page);
    await states.emitted(0);
    await output.flush();
    if (records.length < page.records.length) return 'limitReached';
    const isAtTip = !this.#follow && !tip.isMoving && reachesTip(page, tipTime, time);
    return isAtTip ? 'caughtUp' : 'continue';
  }

  /** The records of a page that may still be emitted. */
  #withinLimit({ records }: Page): Page['records'] {
    const within = records.slice(0, this.#left);
    this.#left -= within.length;
    if (this.#left === 0) this.#full.abort();
    return within;
  }

  async #emitSlice(shardId: string, records: Page['records']): Promise<void> {
    const { preparation, bad, states } = this.#parts;
    const sources = records.map((record) => sourceRecord(shardId, record));
    const slice = await prepare(sources, preparation);
    // They are on disk before a bookmark moves past them.
    bad.keep(slice.bad);
    const time = new Date().toISOString();
    for (const record of slice.records) {
      const pending = this.#emitOne(record, time);
      if (pending !== undefined) await pending;
    }
    if (slice.fault !== undefined) throw slice.fault;
    await states.emitted(records.length);
  }

  /** Nothing else runs between a record's lines and its bookmark, so no STATE can have one without the other. */
  #emitOne(prepared: Prepared, time: string): Promise<void> | undefined {
    const { output, filter, shards, preparation } = this.#parts;
    const { shardId, sequenceNumber } = prepared.source;
    const ready = filter.pass(prepared);
    let pending: Promise<void> | undefined;
    if (ready !== undefined) {
      const { stream, record, event } = ready;
      stream.emitted += 1;
      const version = preparation.snapshots.versionOf(event.table);
      pending = output.write(stream.announced(stream.recordLine(record, time, version)));
    }
    shards.advance(shardId, sequenceNumber);
    return pending;
  }
}
