import { type JsonObject, ProgramError } from '@cdc-relay/singer';
import { type DecodeOptions, decodeEvent } from '../change-record/decode.ts';
import { readEnvelope } from '../change-record/envelope.ts';
import type { ChangeEvent } from '../change-record/event.ts';
import { InvalidChangeRecord } from '../change-record/invalid.ts';
import { checkNotAhead, isInMicroseconds } from '../change-record/time.ts';
import type { ContentOptions } from '../settings/options.ts';
import type { SnapshotSet } from '../tables/snapshot-set.ts';
import type { TableStream } from '../tables/table-stream.ts';
import type { Tables } from '../tables/tables.ts';
import { badRecordFault } from './bad-records.ts';
import type { BadRecord } from './dead-letters.ts';
import type { Distribution } from './distribution.ts';
import type { SourceRecord } from './source-record.ts';

/** A record that is ready to be written, and that its stream has learned. */
export interface ReadyRecord {
  readonly stream: TableStream;
  readonly record: JsonObject;
  readonly event: ChangeEvent;
}

/** What became of a record of Kinesis; `ready` is undefined for one that is not to be emitted. */
export interface Prepared {
  readonly source: SourceRecord;
  readonly ready: ReadyRecord | undefined;
}

/** What became of a few records: where bad ones end the run, only of those before the first. */
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
  /** How long after its arrival a change may be timed. */
  readonly maxAheadMs: number;
  /** How a user lets the run go on after a bad record; undefined where it does. */
  readonly howToKeepBad: string | undefined;
}

/** How records are prepared as the options say. */
export function preparationOf(
  { binaryEncoding, oldImage, maxAheadMs }: ContentOptions,
  parts: Pick<Preparation, 'tables' | 'snapshots' | 'distribution' | 'howToKeepBad'>,
): Preparation {
  return { ...parts, decode: { binaryEncoding, oldImage }, maxAheadMs };
}

/** Decodes records and learns their items, all before the first is written: so a schema grows once, not often. */
export async function prepare(
  records: readonly SourceRecord[],
  preparation: Preparation,
): Promise<PreparedSlice> {
  const steps = prepareSlice(records, preparation);
  let step = steps.next();
  while (!step.done) step = steps.next(await step.value);
  return step.value;
}

/** The same at once, where DynamoDB is not asked for the order of a key. */
export function prepareAtOnce(records: readonly SourceRecord[], preparation: Preparation): PreparedSlice {
  const step = prepareSlice(records, preparation).next();
  if (step.done) return step.value;
  throw new TypeError('the order of a key would have to be asked for');
}

/** Yields only for a table that is new and whose key's order DynamoDB is asked for; the caller returns the table's stream. */
function* prepareSlice(
  records: readonly SourceRecord[],
  preparation: Preparation,
): Generator<Promise<TableStream>, PreparedSlice, TableStream> {
  const { tables } = preparation;
  const prepared: Prepared[] = [];
  const bad: BadRecord[] = [];
  for (const source of records) {
    try {
      const event = eventOf(source, preparation);
      const found = event && (tables.find(event.table) ?? tables.register(event));
      const stream = found instanceof Promise ? yield found : found;
      const ready = event && stream && { stream, record: stream.record(event, source), event };
      prepared.push({ source, ready });
    } catch (error) {
      if (error instanceof ProgramError) return { records: prepared, bad, fault: error };
      if (!(error instanceof InvalidChangeRecord)) throw error;
      const record = badRecord(source, error);
      const { howToKeepBad: how } = preparation;
      if (how !== undefined) return { records: prepared, bad, fault: badRecordFault(record, error, how) };
      bad.push(record);
      prepared.push({ source, ready: undefined });
    }
  }
  return { records: prepared, bad, fault: undefined };
}

/** The change that a record holds; undefined for one that is not wanted, of which nothing is learned either. */
function eventOf(
  { data, arrived }: SourceRecord,
  { tables, snapshots, decode, distribution, maxAheadMs }: Preparation,
): ChangeEvent | undefined {
  const envelope = readEnvelope(data);
  if (!tables.wants(envelope.table)) {
    tables.deselected += 1;
    return undefined;
  }
  const { ApproximateCreationDateTime: time, ApproximateCreationDateTimePrecision: precision } =
    envelope.payload;
  const event = decodeEvent(envelope, decode);
  checkNotAhead(event.micros, arrived?.getTime() ?? Date.now(), maxAheadMs);
  distribution.check(isInMicroseconds(time, precision));
  return snapshots.leavesOut(event) ? undefined : event;
}

function badRecord({ shardId, sequenceNumber, data }: SourceRecord, { message }: Error): BadRecord {
  return { shardId, sequenceNumber, reason: message, data };
}
