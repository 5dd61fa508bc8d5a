import { evenRanges, type HashRange } from './hash-range.ts';

/** A record as a shard keeps it. `arrival` is in milliseconds since the epoch. */
export interface StoredRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrival: number;
}

/** A shard; times in milliseconds. Change it through the functions of this folder while the server runs. */
export interface Shard {
  readonly id: string;
  readonly number: number;
  /** Ids of the shards it came from: none, one (split) or two (merge). */
  readonly parents: readonly string[];
  readonly range: HashRange;
  readonly createdAt: number;
  /** Every record ever put; those before index `trimmed` are past retention. */
  readonly records: StoredRecord[];
  trimmed: number;
  /** Set when a split or merge closed the shard: it accepts no more records. */
  closedAt?: number;
  /** A closed shard whose records are all past retention: Kinesis forgets it. */
  expired: boolean;
}

export interface KinesisStream {
  readonly name: string;
  readonly arn: string;
  readonly shards: Shard[];
  status: 'CREATING' | 'DELETING' | 'ACTIVE' | 'UPDATING';
  retentionHours: number;
  /** Only on-demand streams say so. */
  distribution?: 'AUTO' | 'USER_PARTITION_KEY';
}

export interface KinesisModel {
  readonly streams: KinesisStream[];
}

/** A model of Kinesis streams with empty open shards: name to number of shards. */
export function kinesisModel(
  shardCounts: Readonly<Record<string, number>>,
  createdAt = Date.now(),
): KinesisModel {
  return {
    streams: Object.entries(shardCounts).map(([name, count]) => newKinesisStream(name, count, createdAt)),
  };
}

function newKinesisStream(name: string, shardCount: number, createdAt: number): KinesisStream {
  const arn = `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`;
  const kinesisStream: KinesisStream = { name, arn, shards: [], status: 'ACTIVE', retentionHours: 24 };
  for (const range of evenRanges(shardCount)) openShard(kinesisStream, range, [], createdAt);
  return kinesisStream;
}

/** Adds an open shard to a Kinesis stream; ids count up and are never used again. */
export function openShard(
  kinesisStream: KinesisStream,
  range: HashRange,
  parents: readonly string[],
  createdAt: number,
): Shard {
  const number = kinesisStream.shards.length;
  const id = `shardId-${String(number).padStart(12, '0')}`;
  const shard: Shard = { id, number, parents, range, createdAt, records: [], trimmed: 0, expired: false };
  kinesisStream.shards.push(shard);
  return shard;
}

/** The Kinesis stream of that name. @throws RangeError when the model has none. */
export function streamOf(model: KinesisModel, name: string): KinesisStream {
  const found = model.streams.find((kinesisStream) => kinesisStream.name === name);
  if (found === undefined) throw new RangeError(`the model has no Kinesis stream ${name}`);
  return found;
}

/** The shard of that id, expired or not. @throws RangeError when there is none. */
export function shardOf(kinesisStream: KinesisStream, shardId: string): Shard {
  const found = kinesisStream.shards.find((shard) => shard.id === shardId);
  if (found === undefined) throw new RangeError(`${kinesisStream.name} has no shard ${shardId}`);
  return found;
}

/** Whether a shard still takes records. */
export function isOpen(shard: Shard): boolean {
  return shard.closedAt === undefined;
}
