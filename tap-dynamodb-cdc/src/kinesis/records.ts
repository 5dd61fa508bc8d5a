import { MalformedAnswer } from './faults.ts';
import type { KinesisRecord } from './port.ts';

/** A record in the JSON of Kinesis, unchecked. */
interface RawRecord {
  readonly Data?: unknown;
  readonly SequenceNumber?: unknown;
  readonly ApproximateArrivalTimestamp?: unknown;
}

/** Reads the records of an answer, as Kinesis' JSON has them. Throws MalformedAnswer. */
export function recordsOf(records: unknown): KinesisRecord[] {
  if (Array.isArray(records)) return records.map(recordOf);
  throw new MalformedAnswer('the records of GetRecords are no list');
}

function recordOf(record: RawRecord | null): KinesisRecord {
  const { Data: data, SequenceNumber: number, ApproximateArrivalTimestamp: seconds } = record ?? {};
  if (typeof number !== 'string') throw new MalformedAnswer('a record has no sequence number');
  return {
    Data: dataOf(data ?? ''),
    SequenceNumber: number,
    ApproximateArrivalTimestamp: timeOf(seconds ?? undefined),
  };
}

/** The bytes of base64. What the decoder skips, as it is none, shows in their number. */
function dataOf(data: unknown): Uint8Array {
  if (typeof data === 'string') {
    const bytes = Buffer.from(data, 'base64');
    if (data.length % 4 === 0 && bytes.length === (data.length / 4) * 3 - padding(data)) return bytes;
  }
  throw new MalformedAnswer('the data of a record is not base64');
}

function padding(data: string): number {
  if (!data.endsWith('=')) return 0;
  return data.endsWith('==') ? 2 : 1;
}

/** Kinesis writes seconds, with a fraction. */
function timeOf(seconds: unknown): Date | undefined {
  if (seconds === undefined) return undefined;
  const time = new Date(Math.round(Number(seconds) * 1000));
  if (!Number.isNaN(time.getTime())) return time;
  throw new MalformedAnswer('a record has no time of arrival');
}
