import { createHash } from 'node:crypto';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  type Shard,
  type _Record as StreamRecord,
} from '@aws-sdk/client-kinesis';
import type { KinesisEventRecord } from '../../lambda/dist/index.js';

/** Delivers the records of a group, which come in their order. */
type Deliver = (records: readonly KinesisEventRecord[]) => Promise<void>;

/**
 * Reads a Kinesis stream to its tip as an event source mapping does: a shard after its parents, and the records of a
 * shard by partition key in `groups` (ParallelizationFactor), which are delivered side by side.
 */
export async function readStream(
  client: KinesisClient,
  StreamName: string,
  groups: number,
  deliver: Deliver,
): Promise<void> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  const read = new Map<string, Promise<void>>();
  for (const shard of Shards) {
    const { ShardId = '', ParentShardId = '', AdjacentParentShardId = '' } = shard;
    // A shard is listed after its parents.
    const parents = [read.get(ParentShardId), read.get(AdjacentParentShardId)];
    const whole = Promise.all(parents).then(() =>
      readShard(client, { StreamName, ShardId }, groups, deliver),
    );
    read.set(ShardId, whole);
  }
  await Promise.all(read.values());
}

async function readShard(
  client: KinesisClient,
  shard: { readonly StreamName: string } & Required<Pick<Shard, 'ShardId'>>,
  groups: number,
  deliver: Deliver,
): Promise<void> {
  const begin = { ...shard, ShardIteratorType: 'TRIM_HORIZON' } as const;
  let { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand(begin));
  const lines = Array.from({ length: groups }, () => Promise.resolve());
  while (iterator !== undefined) {
    const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    for (const [group, records] of grouped(page.Records ?? [], groups)) {
      const events = records.map((record) => eventRecord(shard.ShardId ?? '', record));
      lines[group] = (lines[group] ?? Promise.resolve()).then(() => deliver(events));
    }
    const isTip = page.Records?.length === 0 && page.MillisBehindLatest === 0;
    iterator = isTip ? undefined : page.NextShardIterator;
  }
  await Promise.all(lines);
}

function grouped(records: readonly StreamRecord[], groups: number): Map<number, StreamRecord[]> {
  const byGroup = new Map<number, StreamRecord[]>();
  for (const record of records) {
    const hash = createHash('md5')
      .update(record.PartitionKey ?? '')
      .digest()
      .readUInt32BE();
    const group = hash % groups;
    byGroup.set(group, [...(byGroup.get(group) ?? []), record]);
  }
  return byGroup;
}

function eventRecord(shardId: string, record: StreamRecord): KinesisEventRecord {
  const { SequenceNumber: sequenceNumber = '', Data = Buffer.of(), ApproximateArrivalTimestamp } = record;
  const approximateArrivalTimestamp = (ApproximateArrivalTimestamp?.getTime() ?? 0) / 1000;
  const kinesis = { sequenceNumber, data: Buffer.from(Data).toString('base64'), approximateArrivalTimestamp };
  return { eventID: `${shardId}:${sequenceNumber}`, kinesis };
}
