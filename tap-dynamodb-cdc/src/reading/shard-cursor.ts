import { CLOCK_GRAIN_MS } from '../aws/server-clock.ts';
import { type Kinesis, type KinesisRecord, type Page, PositionGone } from '../kinesis/port.ts';
import type { Position } from '../shards/bookmark.ts';
import { losesRecords, readUntil } from '../shards/read-times.ts';
import { compareSequenceNumbers } from '../shards/sequence-number.ts';
import type { ShardSet } from '../shards/shard-set.ts';
import type { GapPolicy } from './gap-policy.ts';
import { inOrder } from './in-order.ts';

/** Of emulators, some answer an empty page now and then, and all say that it is the tip: one is not believed. */
const TIPS_OF_EMULATORS = 2;

/** What a cursor works with. */
export interface CursorContext {
  readonly kinesis: Kinesis;
  readonly shards: ShardSet;
  readonly gaps: GapPolicy;
  readonly signal: AbortSignal;
}

/**
 * Where one shard is read on. Reading after a bookmark begins *with* the bookmark's own record, which is then left
 * out: its presence proves that nothing between it and the next record was dropped, however Kinesis answers a
 * position that is past retention (an error, or silently the oldest record).
 */
export class ShardCursor {
  readonly #shardId: string;
  readonly #context: CursorContext;
  /** The sequence number that must come first. */
  #expected: string | undefined;
  /** The one that did: it need not be requested again, or pages of one record would never lead on. */
  #found: string | undefined;
  #atTip: boolean;
  /** Pages in a row that said to be the tip. */
  #tips = 0;

  /** `atTip`: the bookmark is a time of this second, and reading is to begin at the tip. */
  constructor(shardId: string, context: CursorContext, atTip: boolean) {
    this.#shardId = shardId;
    this.#context = context;
    this.#atTip = atTip;
  }

  /** An iterator at the bookmark; undefined when the shard is gone and the run goes on without it. */
  async open(): Promise<string | undefined> {
    const { kinesis, signal } = this.#context;
    return await this.openBy((position) => kinesis.shardIterator(this.#shardId, position, signal));
  }

  /** The same, by what begins at a position: it throws PositionGone where Kinesis refuses one. */
  async openBy<T>(begin: (position: Position) => Promise<T>): Promise<T | undefined> {
    const { shards } = this.#context;
    const position = shards.positionOf(this.#shardId);
    this.#expected = undefined;
    if (position.type !== 'AFTER_SEQUENCE_NUMBER') this.#checkTimes(position);
    else if (position.sequenceNumber !== this.#found) this.#expected = position.sequenceNumber;
    try {
      return (await this.#tip(position, begin)) ?? (await begin(this.#requested(position)));
    } catch (error) {
      if (!(error instanceof PositionGone)) throw error;
      return await this.#reopen(position, error, begin);
    }
  }

  /** Takes a page from Kinesis: its new records, in order. Throws RECORDS_EXPIRED. */
  accept(page: Page): Page {
    const records = inOrder(page.records);
    const [first] = records;
    const isTip = this.#confirmed(page);
    // An end and named children say that nothing comes any more; an empty page alone does not.
    const mayCome = !isTip && !(page.isTip && page.ended) && page.children.length === 0;
    if (this.#expected === undefined || (first === undefined && mayCome)) return { ...page, records, isTip };
    const found = isRecord(first, this.#expected);
    if (found) this.#found = this.#expected;
    else this.#lost(first?.ApproximateArrivalTimestamp?.getTime());
    this.#expected = undefined;
    return { ...page, records: found ? records.slice(1) : records, isTip };
  }

  /** True while the bookmark's own record has not come that must come first. */
  get isProving(): boolean {
    return this.#expected !== undefined;
  }

  /** The same for a page that was pushed: after a renewal it may begin with records that were there already. */
  acceptPushed(page: Page): Page {
    const position = this.#context.shards.positionOf(this.#shardId);
    if (position.type !== 'AFTER_SEQUENCE_NUMBER') return this.accept(page);
    const last = position.sequenceNumber;
    const records = newerThan(page.records, last, 0);
    // Nothing but what was there already: the page says as much of the tip as one without records.
    const isTip = page.millisBehindLatest === 0 && newerThan(records, last, 1).length === 0;
    const accepted = this.accept({ ...page, records, isTip });
    return { ...accepted, records: newerThan(accepted.records, last, 1) };
  }

  #confirmed({ isTip }: Page): boolean {
    this.#tips = isTip ? this.#tips + 1 : 0;
    return this.#tips >= (this.#context.kinesis.isLimited ? 1 : TIPS_OF_EMULATORS);
  }

  /** Begins at the tip, once, and only if that was soon enough to lose nothing that came after the start. */
  async #tip<T>(position: Position, begin: (position: Position) => Promise<T>): Promise<T | undefined> {
    if (!this.#atTip || position.type !== 'AT_TIMESTAMP') return undefined;
    this.#atTip = false;
    const begun = await begin({ type: 'LATEST' });
    return this.#context.kinesis.time - position.time.getTime() > CLOCK_GRAIN_MS ? undefined : begun;
  }

  #requested(position: Position): Position {
    return this.#expected === undefined
      ? position
      : { type: 'AT_SEQUENCE_NUMBER', sequenceNumber: this.#expected };
  }

  /** Kinesis refused the position: the shard is gone, or the record is. */
  async #reopen<T>(
    position: Position,
    { fault }: PositionGone,
    begin: (position: Position) => Promise<T>,
  ): Promise<T | undefined> {
    const { kinesis, shards, gaps, signal } = this.#context;
    const listed = await kinesis.listShards(signal);
    if (!listed.some(({ id }) => id === this.#shardId)) {
      gaps.report([this.#gap('shard')]);
      shards.add(listed);
      shards.drop(this.#shardId);
      return undefined;
    }
    if (position.type === 'TRIM_HORIZON') throw fault;
    this.#lost(undefined);
    this.#expected = undefined;
    shards.restart(this.#shardId);
    return await begin({ type: 'TRIM_HORIZON' });
  }

  /** The record of the bookmark is gone. */
  #lost(to: number | undefined): void {
    const { gaps, shards } = this.#context;
    if (losesRecords(shards.times.get(this.#shardId) ?? {}, this.#horizon)) {
      gaps.report([this.#gap('records', to)]);
    }
  }

  /** No record proves these positions: only the times show whether something can be missing. */
  #checkTimes(position: Position): void {
    const { gaps, shards } = this.#context;
    const until = readUntil(shards.times.get(this.#shardId) ?? {});
    if (until === undefined || until >= this.#horizon) return;
    if (position.type === 'TRIM_HORIZON' && shards.hasParent(this.#shardId)) return;
    gaps.report([this.#gap('records')]);
    shards.forgetTimes(this.#shardId);
  }

  get #horizon(): number {
    return this.#context.kinesis.time - this.#context.gaps.retentionMs;
  }

  #gap(lost: 'shard' | 'records', to?: number) {
    const { shards } = this.#context;
    const from = readUntil(shards.times.get(this.#shardId) ?? {});
    return { shardId: this.#shardId, bookmark: shards.bookmarks.get(this.#shardId) ?? '', lost, from, to };
  }
}

function isRecord(record: KinesisRecord | undefined, sequenceNumber: string): boolean {
  return record !== undefined && compareSequenceNumbers(record.SequenceNumber ?? '', sequenceNumber) === 0;
}

/** The records that come `least` or more places after a sequence number: 0 for its own as well, 1 for younger ones. */
function newerThan(records: readonly KinesisRecord[], last: string, least: 0 | 1): readonly KinesisRecord[] {
  return records.filter(({ SequenceNumber = '' }) => compareSequenceNumbers(SequenceNumber, last) >= least);
}
