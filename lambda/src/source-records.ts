import type { SourceRecord } from 'tap-dynamodb-cdc';
import type { KinesisEventRecord, KinesisStreamEvent } from './event.ts';

/** The records of an event, in their order. */
export function sourceRecords({ Records }: KinesisStreamEvent): SourceRecord[] {
  return Records.map(sourceRecord);
}

function sourceRecord({ eventID, kinesis }: KinesisEventRecord): SourceRecord {
  return {
    shardId: eventID.slice(0, eventID.indexOf(':')),
    sequenceNumber: kinesis.sequenceNumber,
    data: Buffer.from(kinesis.data, 'base64'),
    arrived: new Date(kinesis.approximateArrivalTimestamp * 1000),
  };
}
