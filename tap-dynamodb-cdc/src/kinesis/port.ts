import type { _Record } from '@aws-sdk/client-kinesis';
import { RecoverableError } from '../aws/transient-error.ts';
import type { Position } from '../shards/bookmark.ts';
import type { Shard } from '../shards/lineage.ts';

/** A record of Kinesis, as the SDK returns it. */
export type KinesisRecord = Pick<_Record, 'Data' | 'SequenceNumber' | 'ApproximateArrivalTimestamp'>;

/** One answer of GetRecords. */
export interface Page {
  readonly records: readonly KinesisRecord[];
  /** Where the next page begins; undefined at the end of a closed shard, and at times without a reason. */
  readonly nextIterator: string | undefined;
  /** True when nothing can follow; such a page may hold records all the same. */
  readonly ended: boolean;
  /** 0 at the tip; an empty page alone does not say so, and with records emulators say it too early. NaN: not known. */
  readonly millisBehindLatest: number;
  /** True when nothing follows what was read so far: the page is empty, and says that it is at the tip. */
  readonly isTip: boolean;
  /** At the end of a shard, what became of it. */
  readonly children: readonly Shard[];
}

/**
 * Lets go of the records of a page that was emitted. What waits for the next page, a generator or a loop over one, keeps
 * the last one alive: with many shards that is a page for each of them, whatever bounds the pages that are worked on.
 */
export function release(page: Page): void {
  (page.records as KinesisRecord[]).length = 0;
}

/** What is known of the Kinesis stream itself. */
export interface StreamSummary {
  readonly status: string;
  readonly retentionMs: number;
  /** When it was created (milliseconds since the epoch), where that is known. */
  readonly createdAt?: number | undefined;
  /** True where the partition key does not decide on the shard (RecordDistributionStrategy AUTO). */
  readonly isAuto: boolean;
}

/** Shards that push what they get, to one registered consumer of the stream (enhanced fan-out). */
export interface Subscriptions {
  /** Registers the consumer where there is none, and waits until it is ACTIVE; false, with a warning, when it cannot be. */
  prepare(signal: AbortSignal): Promise<boolean>;
  /**
   * One call, without retries. The pages end when the service ends the subscription, the signal ends it from this side;
   * a page's iterator is the sequence number to continue after. Both throw TransientError and SubscriptionRefused.
   */
  subscribe(shardId: string, position: Position, signal: AbortSignal): Promise<AsyncIterable<Page>>;
}

/** What the tap needs from Kinesis. Its errors are ProgramErrors and the errors below. */
export interface Kinesis {
  /** Kinesis' own time, as of its last answer (milliseconds since the epoch). */
  readonly time: number;
  /** Shards that are read at the same time at most; all of them where nothing is said. */
  readonly shardsAtOnce?: number;
  /** Where shards can push; polling always works. */
  readonly subscriptions?: Subscriptions | undefined;
  /** True where the limits of a shard count, so that calls have to be paced. */
  readonly isLimited: boolean;
  /** True where a closed shard may have one child only, as in DynamoDB Streams. */
  readonly rotates?: boolean;
  /** Undefined where it is not permitted, or not known to the endpoint. */
  describe(signal: AbortSignal): Promise<StreamSummary | undefined>;
  /** All shards, or those that were open at a time (milliseconds). */
  listShards(signal: AbortSignal, openAt?: number): Promise<Shard[]>;
  /** Throws PositionGone. */
  shardIterator(shardId: string, position: Position, signal: AbortSignal): Promise<string>;
  /** One call, without retries. Throws ExpiredIterator, PositionGone (the shard is) and TransientError. */
  getRecords(iterator: string, limit: number, signal: AbortSignal): Promise<Page>;
}

/** An iterator is good for five minutes; then the reader needs a new one. */
export class ExpiredIterator extends RecoverableError {
  override readonly name = 'ExpiredIterator';
}

/** Kinesis refuses a position, or no longer knows the shard. */
export class PositionGone extends RecoverableError {
  override readonly name = 'PositionGone';
}

/** Kinesis does not let a consumer subscribe, at this position or at all: the shard has to be polled. */
export class SubscriptionRefused extends RecoverableError {
  override readonly name = 'SubscriptionRefused';
}
