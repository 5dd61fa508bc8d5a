import { type JsonObject, ProgramError } from '@cdc-relay/singer';
import { type DecodeOptions, decodeEvent } from '../change-record/decode.ts';
import { readEnvelope } from '../change-record/envelope.ts';
import type { ChangeEvent } from '../change-record/event.ts';
import { InvalidChangeRecord } from '../change-record/invalid.ts';
import { checkNotAhead, isInMicroseconds } from '../change-record/time.ts';
import type { KinesisRecord } from '../kinesis/port.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import type { TableStream } from '../tables/table-stream.ts';
import type { Tables } from '../tables/tables.ts';
import { badRecordFault } from './bad-records.ts';
import type { BadRecord } from './dead-letters.ts';
import type { Distribution } from './distribution.ts';

/** A record that is ready to be written, and that its stream has learned. */
export interface ReadyRecord {
  readonly stream: TableStream;
  readonly record: JsonObject;
  readonly event: ChangeEvent;
}

/** What became of a record of Kinesis; `ready` is undefined for one that is not to be emitted. */
export interface Prepared {
  readonly sequenceNumber: string;
  readonly ready: ReadyRecord | undefined;
}

/** What became of a few records of a shard: where bad ones end the run, only of those before the first. */
export interface PreparedSlice {
  readonly records: readonly Prepared[];
  readonly bad: readonly BadRecord[];
  readonly fault: ProgramError | undefined;
}

/** How records are prepared. */
export interface Preparation {
  readonly tables: Tables;
  readonly snapshots: SnapshotSet;
  readonly decode: DecodeOptions;
  readonly distribution: Distribution;
  /** How many seconds after its arrival a change may be timed. */
  readonly maxSecondsAhead: number;
  /** True when the run goes on after a bad record. */
  readonly keepsBad: boolean;
}

/** Decodes records and learns their items, all before the first is written: so a schema grows once, not often. */
export async function prepare(
  records: readonly KinesisRecord[],
  shardId: string,
  preparation: Preparation,
): Promise<PreparedSlice> {
  const prepared: Prepared[] = [];
  const bad: BadRecord[] = [];
  for (const kinesisRecord of records) {
    const { Data: data = new Uint8Array(), SequenceNumber: sequenceNumber = '' } = kinesisRecord;
    try {
      const ready = prepareOne(kinesisRecord, { shardId, sequenceNumber }, preparation);
      prepared.push({ sequenceNumber, ready: ready instanceof Promise ? await ready : ready });
    } catch (error) {
      if (error instanceof ProgramError) return { records: prepared, bad, fault: error };
      if (!(error instanceof InvalidChangeRecord)) throw error;
      const record = { shardId, sequenceNumber, reason: error.message, data };
      if (!preparation.keepsBad) return { records: prepared, bad, fault: badRecordFault(record, error) };
      bad.push(record);
      prepared.push({ sequenceNumber, ready: undefined });
    }
  }
  return { records: prepared, bad, fault: undefined };
}

/** Where Kinesis had a record. */
interface Origin {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** A promise only for a table that is met for the first time: this runs for every record. */
function prepareOne(
  { Data: data = new Uint8Array(), ApproximateArrivalTimestamp: arrived }: KinesisRecord,
  origin: Origin,
  { tables, snapshots, decode, distribution, maxSecondsAhead }: Preparation,
): ReadyRecord | Promise<ReadyRecord> | undefined {
  const envelope = readEnvelope(data);
  if (!tables.wants(envelope.table)) {
    tables.deselected += 1;
    return undefined;
  }
  const { ApproximateCreationDateTime: time, ApproximateCreationDateTimePrecision: precision } =
    envelope.payload;
  const event = decodeEvent(envelope, decode);
  checkNotAhead(event.micros, arrived?.getTime() ?? Date.now(), maxSecondsAhead);
  distribution.check(isInMicroseconds(time, precision));
  // Nothing is learned of it either.
  if (snapshots.leavesOut(event)) return undefined;
  const stream = tables.find(event.table);
  const ready = (of: TableStream): ReadyRecord => ({ stream: of, record: of.record(event, origin), event });
  return stream === undefined ? tables.meet(event).then(ready) : ready(stream);
}
