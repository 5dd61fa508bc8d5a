import type { _Record } from '@aws-sdk/client-kinesis';
import type { Position } from '../shards/bookmark.ts';
import type { Shard } from '../shards/lineage.ts';

/** A record of Kinesis, as the SDK gives it. */
export type KinesisRecord = Pick<_Record, 'Data' | 'SequenceNumber' | 'ApproximateArrivalTimestamp'>;

/** One answer of GetRecords. */
export interface Page {
  readonly records: readonly KinesisRecord[];
  /** Undefined at the end of a closed shard; such a page may hold records all the same. */
  readonly nextIterator: string | undefined;
  /** 0 when there was nothing more to read; an empty page alone does not say so. */
  readonly millisBehindLatest: number;
  /** At the end of a shard, what became of it. */
  readonly children: readonly Shard[];
}

/** All shards of the Kinesis stream, and Kinesis' own time (milliseconds since the epoch) when it listed them. */
export interface ShardListing {
  readonly shards: readonly Shard[];
  readonly time: number;
}

/** What the tap needs of Kinesis. Faults are ProgramErrors, besides ExpiredIterator. */
export interface Kinesis {
  listShards(signal: AbortSignal): Promise<ShardListing>;
  shardIterator(shardId: string, position: Position, signal: AbortSignal): Promise<string>;
  getRecords(iterator: string, signal: AbortSignal): Promise<Page>;
}

/** An iterator is good for five minutes; then the reader needs a new one. */
export class ExpiredIterator extends Error {
  override readonly name = 'ExpiredIterator';
}
