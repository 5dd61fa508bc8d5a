import {
  type KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
  type PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis';

const BATCH = 500; // what PutRecords accepts in one call
const ATTEMPTS = 10;

/** One record to put. `explicitHashKey` (a decimal 128-bit number) chooses the shard instead of the key's MD5. */
export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array | string;
  readonly explicitHashKey?: string;
}

/** Where a record ended up. */
export interface PlacedRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/**
 * Puts records in batches of 500, the refused ones of a batch again until all are in, and returns where each one
 * went, in the order given. A retried record lands behind later records of its batch, as with any producer.
 * @throws Error with Kinesis' reason when a record is refused ten times.
 */
export async function putRecords(
  client: KinesisClient,
  streamName: string,
  records: readonly OutgoingRecord[],
): Promise<PlacedRecord[]> {
  const placed: PlacedRecord[] = [];
  for (let start = 0; start < records.length; start += BATCH) {
    const entries = records.slice(start, start + BATCH).map(toEntry);
    placed.push(...(await putBatch(client, streamName, entries)));
  }
  return placed;
}

/** Puts one record, and returns where it went. */
export async function putRecord(
  client: KinesisClient,
  streamName: string,
  record: OutgoingRecord,
): Promise<PlacedRecord> {
  const result = await client.send(new PutRecordCommand({ StreamName: streamName, ...toEntry(record) }));
  const [place] = toPlace(result);
  if (place === undefined) throw new Error('PutRecord does not say where the record went');
  return place;
}

function toEntry(record: OutgoingRecord): PutRecordsRequestEntry {
  const { partitionKey, data, explicitHashKey } = record;
  return {
    PartitionKey: partitionKey,
    Data: typeof data === 'string' ? Buffer.from(data) : data,
    ...(explicitHashKey === undefined ? {} : { ExplicitHashKey: explicitHashKey }),
  };
}

async function putBatch(
  client: KinesisClient,
  streamName: string,
  entries: PutRecordsRequestEntry[],
  attempts = ATTEMPTS,
): Promise<PlacedRecord[]> {
  const { Records: results = [] } = await client.send(
    new PutRecordsCommand({ StreamName: streamName, Records: entries }),
  );
  const refused = entries.filter((_, index) => !isPlaced(results[index]));
  if (refused.length === 0) return results.flatMap(toPlace);
  if (attempts === 1) throw new Error(`records refused ${ATTEMPTS} times: ${reasonIn(results)}`);
  const later = await putBatch(client, streamName, refused, attempts - 1);
  return results.flatMap((result) => (isPlaced(result) ? toPlace(result) : later.splice(0, 1)));
}

type Placed = PutRecordsResultEntry & { ShardId: string; SequenceNumber: string };

function isPlaced(result: PutRecordsResultEntry | undefined): result is Placed {
  return result?.ShardId !== undefined && result.SequenceNumber !== undefined;
}

function toPlace(result: PutRecordsResultEntry): PlacedRecord[] {
  if (!isPlaced(result)) return [];
  return [{ shardId: result.ShardId, sequenceNumber: result.SequenceNumber }];
}

function reasonIn(results: readonly PutRecordsResultEntry[]): string {
  const refused = results.find((result) => !isPlaced(result));
  return `${refused?.ErrorCode}: ${refused?.ErrorMessage}`;
}
