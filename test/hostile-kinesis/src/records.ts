import { hashKey } from './hash-range.ts';
import { isOpen, type KinesisStream, type Shard, type StoredRecord } from './model.ts';
import { sequenceNumber } from './sequence-number.ts';

/** A record to add. `arrival`, in milliseconds, is now by default. */
export interface NewRecord {
  readonly data: Uint8Array | string;
  readonly partitionKey: string;
  readonly arrival?: number;
}

/** Appends records to an open shard. @throws RangeError when the shard is closed. */
export function addRecords(shard: Shard, records: readonly NewRecord[]): StoredRecord[] {
  if (!isOpen(shard)) throw new RangeError(`${shard.id} is closed`);
  const stored = records.map((record, index) => store(shard, shard.records.length + 1 + index, record));
  for (const record of stored) shard.records.push(record);
  return stored;
}

function store(shard: Shard, position: number, record: NewRecord): StoredRecord {
  const { data, partitionKey, arrival = Date.now() } = record;
  return {
    sequenceNumber: sequenceNumber(shard.number, position),
    partitionKey,
    data: typeof data === 'string' ? Buffer.from(data) : data,
    arrival,
  };
}

/** The open shard for a partition key, or for the explicit hash key if there is one. */
export function routeTo(kinesisStream: KinesisStream, partitionKey: string, explicitHashKey?: string): Shard {
  const hash = explicitHashKey === undefined ? hashKey(partitionKey) : BigInt(explicitHashKey);
  const taker = kinesisStream.shards.find(
    (shard) => isOpen(shard) && shard.range.from <= hash && hash <= shard.range.to,
  );
  if (taker === undefined) throw new RangeError(`no open shard of ${kinesisStream.name} takes ${hash}`);
  return taker;
}

/** Appends records to the shards that their partition keys hash to. */
export function putAll(kinesisStream: KinesisStream, records: readonly NewRecord[]): void {
  for (const record of records) addRecords(routeTo(kinesisStream, record.partitionKey), [record]);
}
