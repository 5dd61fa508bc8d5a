import type { _Record, GetRecordsOutput, Shard as SdkShard } from '@aws-sdk/client-dynamodb-streams';
import { MalformedAnswer } from '../kinesis/faults.ts';
import type { KinesisRecord, Page } from '../kinesis/port.ts';
import type { Shard } from '../shards/lineage.ts';
import { encodeIterator, type StreamIterator } from './iterator.ts';

/**
 * Turns an answer of GetRecords into a page. DynamoDB Streams does not say how far behind it is: an open shard is at its
 * tip when `tipAfter` pages in a row were empty. `now` is the service's time. Throws MalformedAnswer.
 */
export function pageOf(
  answer: GetRecordsOutput,
  from: StreamIterator,
  source: { readonly tipAfter: number; readonly now: number },
): Page {
  const { Records: all } = answer;
  if (!Array.isArray(all) || all.some(({ dynamodb }) => dynamodb?.SequenceNumber === undefined))
    throw new MalformedAnswer('the answer of GetRecords has no records');
  const isEmpty = all.length === 0;
  const empty = isEmpty ? from.empty + 1 : 0;
  const next = answer.NextShardIterator ?? undefined;
  const ended = next === undefined && isEmpty;
  const isTip = isEmpty && (ended || empty >= source.tipAfter);
  const last = all.at(-1)?.dynamodb?.ApproximateCreationDateTime?.getTime();
  return {
    records: all.filter((record) => timeOf(record) >= from.since).map((record) => recordOf(record, from.arn)),
    nextIterator: next === undefined ? undefined : encodeIterator({ ...from, empty, iterator: next }),
    ended,
    isTip,
    millisBehindLatest: isTip ? 0 : Math.max(1, source.now - (last ?? Number.NaN)),
    children: [],
  };
}

function timeOf({ dynamodb }: _Record): number {
  return dynamodb?.ApproximateCreationDateTime?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** The record as a forwarder would put it into Kinesis, so that one decoder reads both. */
function recordOf(record: _Record, arn: string): KinesisRecord {
  const { dynamodb, userIdentity, ...envelope } = record;
  const created = dynamodb?.ApproximateCreationDateTime;
  const data = {
    ...envelope,
    eventSourceARN: arn,
    userIdentity: userIdentity ?? null,
    dynamodb: {
      ...dynamodb,
      ...(created === undefined ? {} : { ApproximateCreationDateTime: Math.floor(created.getTime() / 1000) }),
    },
  };
  return {
    Data: Buffer.from(JSON.stringify(data, base64)),
    SequenceNumber: dynamodb?.SequenceNumber,
    ApproximateArrivalTimestamp: created,
  };
}

/** Binaries as DynamoDB's JSON has them. */
function base64(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const bytes = this[key];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
}

/** The shards of a page of DescribeStream, under their names in the state. */
export function shardOf(prefix: string, { ShardId, ParentShardId, SequenceNumberRange }: SdkShard): Shard {
  return {
    id: `${prefix}${ShardId ?? ''}`,
    parents: ParentShardId === undefined ? [] : [`${prefix}${ParentShardId}`],
    open: SequenceNumberRange?.EndingSequenceNumber === undefined,
  };
}
