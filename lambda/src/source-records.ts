import { ProgramError } from '@cdc-relay/singer';
import type { SourceRecord } from 'tap-dynamodb-cdc';

/** The records of an event, in their order. */
export interface EventRecords {
  readonly records: readonly SourceRecord[];
  /** True for an event of DynamoDB Streams. */
  readonly ofTableStreams: boolean;
}

/**
 * Reads an event. Throws EVENT_UNKNOWN for what is not one of a stream: Lambda would lose records that an answer cannot
 * name.
 */
export function recordsOf(event: unknown): EventRecords {
  const { Records } = membersOf(event);
  if (!Array.isArray(Records)) throw unknownEvent('it has no "Records"');
  const ofTableStreams = 'dynamodb' in membersOf(Records[0]);
  const read = ofTableStreams ? ofTable : ofKinesis;
  return { records: Records.map((record) => read(membersOf(record))), ofTableStreams };
}

type Members = { readonly [name: string]: unknown };

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function ofKinesis({ eventID, kinesis }: Members): SourceRecord {
  const { sequenceNumber, data, approximateArrivalTimestamp } = membersOf(kinesis);
  if (!isText(sequenceNumber) || !isText(eventID) || typeof data !== 'string')
    throw unknownEvent('a record has no "eventID", "kinesis.sequenceNumber" and "kinesis.data"');
  const bytes = Buffer.from(data, 'base64');
  // What is not base64 is left out without a word.
  if (bytes.length !== Buffer.byteLength(data, 'base64'))
    throw unknownEvent(`"kinesis.data" of the record ${sequenceNumber} is not base64`);
  const [shardId = ''] = eventID.split(':');
  return { shardId, sequenceNumber, data: bytes, arrived: timeOf(approximateArrivalTimestamp) };
}

/** As a forwarder would put it into Kinesis. An event does not name the shard. */
function ofTable(record: Members): SourceRecord {
  const { SequenceNumber: sequenceNumber, ApproximateCreationDateTime: seconds } = membersOf(record.dynamodb);
  const { eventSourceARN: shardId } = record;
  if (!isText(sequenceNumber) || !isText(shardId))
    throw unknownEvent('a record has no "eventSourceARN" and "dynamodb.SequenceNumber"');
  return { shardId, sequenceNumber, data: Buffer.from(JSON.stringify(record)), arrived: timeOf(seconds) };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** `seconds` since the epoch; undefined where an event does not say. */
function timeOf(seconds: unknown): Date | undefined {
  return typeof seconds === 'number' && seconds > 0 ? new Date(seconds * 1000) : undefined;
}

function unknownEvent(what: string): ProgramError {
  return new ProgramError('EVENT_UNKNOWN', `The event is not one of a stream: ${what}.`);
}
