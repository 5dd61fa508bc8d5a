import type { KinesisRecord } from '../kinesis/port.ts';

/** A record of a Kinesis stream, with where it was. */
export interface SourceRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** The bytes of the record: one change record of DynamoDB, as JSON. */
  readonly data: Uint8Array;
  /** When Kinesis got it (its ApproximateArrivalTimestamp); undefined where that is not known. */
  readonly arrived?: Date | undefined;
}

/** A record of a page of the shard. */
export function sourceRecord(shardId: string, record: KinesisRecord): SourceRecord {
  const {
    Data: data = NO_DATA,
    SequenceNumber: sequenceNumber = '',
    ApproximateArrivalTimestamp: arrived,
  } = record;
  return { shardId, sequenceNumber, data, arrived };
}

const NO_DATA = new Uint8Array();
