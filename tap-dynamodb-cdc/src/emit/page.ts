import type { KinesisRecord, Page } from '../kinesis/port.ts';
import type { PageTimes } from '../shards/read-times.ts';
import type { SourceRecord } from './source-record.ts';

const NO_DATA = new Uint8Array();

/** A record of a page of the shard. */
export function sourceRecord(shardId: string, record: KinesisRecord): SourceRecord {
  const {
    Data: data = NO_DATA,
    SequenceNumber: sequenceNumber = '',
    ApproximateArrivalTimestamp: arrived,
  } = record;
  return { shardId, sequenceNumber, data, arrived };
}

/** A page of which only these records are emitted: its shard was read until the next one arrived. */
export function partOf(page: Page, records: Page['records'], time: number): Page {
  const next = page.records[records.length]?.ApproximateArrivalTimestamp?.getTime() ?? time;
  return { ...page, records, millisBehindLatest: Math.max(page.millisBehindLatest, time - next) };
}

/**
 * What a page says about the times; `time` is Kinesis' own when it answered (milliseconds). A page without records says
 * until when its shard was read; with records, only their arrival counts.
 */
export function timesOf({ records, millisBehindLatest, isTip }: Page, time: number): PageTimes {
  const arrived = records.at(-1)?.ApproximateArrivalTimestamp?.getTime();
  if (isTip) return { arrived, until: time };
  const isBehind = records.length === 0 && millisBehindLatest > 0;
  return { arrived, until: isBehind ? time - millisBehindLatest : undefined };
}
