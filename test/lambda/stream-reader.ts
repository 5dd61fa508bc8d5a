import { createHash } from 'node:crypto';
import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-kinesis';
import type { KinesisEventRecord } from '../../lambda/dist/index.js';

/** What a reader reads, and for whom. */
export interface Reading {
  readonly client: KinesisClient;
  readonly stream: string;
  /** ParallelizationFactor: the records of a shard are delivered in this many groups, by partition key, side by side. */
  readonly groups: number;
  /** Undefined once all records are in the stream; before that what to wait for at the tip of a shard. */
  readonly more: () => Promise<void> | undefined;
  /** Delivers records of a group, which come in their order. */
  readonly deliver: (records: readonly KinesisEventRecord[]) => Promise<void>;
}

/** Reads a Kinesis stream to its end as an event source mapping does: a shard once its parents are delivered. */
export class StreamReader {
  readonly #reading: Reading;
  readonly #begun = new Set<string>();
  readonly #ended = new Set<string>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Reads until all records were delivered, those of shards that come meanwhile, too. */
  async read(): Promise<void> {
    const { client, stream: StreamName } = this.#reading;
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
    const parentsOf = ({ ParentShardId, AdjacentParentShardId }: (typeof Shards)[0]) =>
      [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined);
    await Promise.all(Shards.map((shard) => this.#begin(shard.ShardId, parentsOf(shard))));
  }

  /** Each parent says which children it has: the last one to end begins them. */
  async #begin(id = '', parents: readonly string[] = []): Promise<void> {
    if (this.#begun.has(id) || !parents.every((parent) => this.#ended.has(parent))) return;
    this.#begun.add(id);
    const children = await readShard(id, this.#reading);
    this.#ended.add(id);
    await Promise.all(children.map(({ ShardId, ParentShards }) => this.#begin(ShardId, ParentShards)));
  }
}

type Children = NonNullable<GetRecordsCommandOutput['ChildShards']>;

/** Delivers the records of a shard; returns its children, of which an open one has none. */
async function readShard(ShardId: string, reading: Reading): Promise<Children> {
  const { client, stream: StreamName, groups, more, deliver } = reading;
  const begin = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  let { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand(begin));
  let children: Children = [];
  const lines = Array.from({ length: groups }, () => Promise.resolve());
  while (iterator !== undefined) {
    const coming = more();
    const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    for (const [group, records] of grouped(page.Records ?? [], groups)) {
      const events = records.map((record) => eventRecord(ShardId, record));
      lines[group] = (lines[group] ?? Promise.resolve()).then(() => deliver(events));
    }
    children = page.ChildShards ?? [];
    iterator = page.NextShardIterator;
    const isTip = iterator !== undefined && page.Records?.length === 0 && page.MillisBehindLatest === 0;
    if (isTip && coming === undefined) break;
    if (isTip) await coming;
  }
  await Promise.all(lines);
  return children;
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
