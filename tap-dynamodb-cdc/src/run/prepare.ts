import { type JsonObject, ProgramError } from '@cdc-relay/singer';
import { decodeChangeRecord } from '../change-record/decode.ts';
import { InvalidChangeRecord } from '../change-record/invalid.ts';
import type { KinesisRecord } from '../kinesis/port.ts';
import { completeRecord, itemOf } from '../record/record.ts';
import type { TableStream } from './table-stream.ts';
import type { Tables } from './tables.ts';

/** A record that is ready to be written, and whose item its stream has learned. */
export interface PreparedRecord {
  readonly stream: TableStream;
  readonly record: JsonObject;
  readonly sequenceNumber: string;
}

/** What became of a few records of a shard: those before the first bad one, and what was wrong with that. */
export interface Prepared {
  readonly records: readonly PreparedRecord[];
  readonly fault: ProgramError | undefined;
}

/** Decodes records and learns their items, all before the first is written: so a schema grows once, not often. */
export function prepare(records: readonly KinesisRecord[], shardId: string, tables: Tables): Prepared {
  const prepared: PreparedRecord[] = [];
  for (const record of records) {
    try {
      prepared.push(prepareOne(record, tables));
    } catch (error) {
      if (!(error instanceof InvalidChangeRecord)) throw error;
      return { records: prepared, fault: badRecord(error, shardId, record.SequenceNumber) };
    }
  }
  return { records: prepared, fault: undefined };
}

function prepareOne({ Data, SequenceNumber = '' }: KinesisRecord, tables: Tables): PreparedRecord {
  const event = decodeChangeRecord(Data ?? new Uint8Array());
  const stream = tables.streamOf(event);
  const item = itemOf(event);
  const missing = stream.keys.find((key) => !Object.hasOwn(item, key));
  if (missing !== undefined)
    throw new InvalidChangeRecord('"dynamodb.NewImage" lacks an attribute of the key');
  stream.learn(item);
  return { stream, record: completeRecord(item, event), sequenceNumber: SequenceNumber };
}

function badRecord(error: InvalidChangeRecord, shardId: string, sequenceNumber?: string): ProgramError {
  const where = `shard ${shardId}, sequence number ${sequenceNumber}`;
  return new ProgramError(
    'CHANGE_RECORD_INVALID',
    `A record is not a change record of DynamoDB: ${error.message} (${where}).`,
    {
      remedy:
        'Everything before it was emitted. See who else writes to this Kinesis stream; it must carry change records only.',
      cause: error,
    },
  );
}
