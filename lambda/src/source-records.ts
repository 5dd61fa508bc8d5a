import { ProgramError } from '@cdc-relay/singer';
import type { SourceRecord } from 'tap-dynamodb-cdc';
import type { DynamoDBEventRecord, KinesisEventRecord, StreamEvent } from './event.ts';

/** The records of an event, in their order. Throws EVENT_UNKNOWN, where Lambda would otherwise lose what it cannot name. */
export function sourceRecords({ Records }: Partial<StreamEvent>): SourceRecord[] {
  if (!Array.isArray(Records)) throw unknownEvent('it has no "Records"');
  return Records.map(sourceRecord);
}

/** True for an event of DynamoDB Streams; an event has records of one kind. */
export function isOfTableStreams({ Records }: StreamEvent): boolean {
  const [first] = Records;
  return first !== undefined && 'dynamodb' in first;
}

function sourceRecord(record: Partial<KinesisEventRecord & DynamoDBEventRecord>): SourceRecord {
  const { eventID, kinesis, dynamodb, eventSourceARN } = record;
  if (typeof kinesis?.sequenceNumber === 'string' && typeof eventID === 'string')
    return ofKinesis({ eventID, kinesis });
  if (typeof dynamodb?.SequenceNumber === 'string' && typeof eventSourceARN === 'string')
    return ofTable({ ...record, eventSourceARN, dynamodb });
  throw unknownEvent('a record is neither of a Kinesis stream nor of DynamoDB Streams');
}

function ofKinesis({ eventID, kinesis }: KinesisEventRecord): SourceRecord {
  return {
    shardId: eventID.slice(0, eventID.indexOf(':')),
    sequenceNumber: kinesis.sequenceNumber,
    data: Buffer.from(kinesis.data, 'base64'),
    arrived: new Date(kinesis.approximateArrivalTimestamp * 1000),
  };
}

/** As a forwarder would put it into Kinesis. An event does not name the shard. */
function ofTable(record: DynamoDBEventRecord): SourceRecord {
  const { SequenceNumber: sequenceNumber, ApproximateCreationDateTime: seconds } = record.dynamodb;
  return {
    shardId: record.eventSourceARN,
    sequenceNumber,
    data: Buffer.from(JSON.stringify(record)),
    arrived: seconds === undefined ? undefined : new Date(seconds * 1000),
  };
}

function unknownEvent(what: string): ProgramError {
  return new ProgramError('EVENT_UNKNOWN', `The event is not one of a stream: ${what}.`);
}
