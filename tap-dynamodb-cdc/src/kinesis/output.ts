import type {
  ChildShard,
  DescribeStreamSummaryCommandOutput,
  GetRecordsCommandOutput,
  GetShardIteratorCommandOutput,
  ListShardsCommandOutput,
  Shard as SdkShard,
  SubscribeToShardEventStream,
} from '@aws-sdk/client-kinesis';
import type { Shard } from '../shards/lineage.ts';
import { MalformedAnswer } from './faults.ts';
import type { Page, StreamSummary } from './port.ts';

const HOUR_MS = 3_600_000;

/** Turns an answer of GetRecords into a page. Throws MalformedAnswer, since `{}` would look like the end of a shard. */
export function pageOf(answer: GetRecordsCommandOutput): Page {
  const { Records: records } = answer;
  if (!Array.isArray(records) || records.some(({ SequenceNumber }) => SequenceNumber === undefined)) {
    throw new MalformedAnswer('the answer of GetRecords has no records');
  }
  const nextIterator = answer.NextShardIterator ?? undefined;
  const children = (answer.ChildShards ?? []).map(childOf);
  const isEmpty = records.length === 0;
  const millisBehindLatest = answer.MillisBehindLatest ?? (isEmpty ? 0 : 1);
  return {
    records,
    nextIterator,
    // Where nothing else says that the shard has ended, only an empty page proves it.
    ended: nextIterator === undefined && (children.length > 0 || isEmpty),
    millisBehindLatest,
    isTip: isEmpty && millisBehindLatest === 0,
    children,
  };
}

/**
 * Turns an event of SubscribeToShard into a page, whose iterator is the sequence number to continue after. Throws what
 * the event says has gone wrong, and MalformedAnswer.
 */
export function pageOfEvent(pushed: SubscribeToShardEventStream): Page {
  const { SubscribeToShardEvent: event, ...others } = pushed;
  if (event === undefined) throw Object.values(others).find((other) => other instanceof Error) ?? UNREADABLE;
  const { Records, ContinuationSequenceNumber, ChildShards, MillisBehindLatest } = event;
  const next = ContinuationSequenceNumber || undefined;
  // At the end of a shard there are children and no such number; both together would end it too early.
  if (next !== undefined && (ChildShards ?? []).length > 0) throw UNREADABLE;
  const answer = { Records, NextShardIterator: next, ChildShards, MillisBehindLatest, $metadata: {} };
  return pageOf(answer as GetRecordsCommandOutput);
}

const UNREADABLE = new MalformedAnswer('an event of SubscribeToShard makes no sense');

/** The iterator of an answer. Throws MalformedAnswer. */
export function checkIterator({ ShardIterator: iterator }: GetShardIteratorCommandOutput): string {
  if (typeof iterator === 'string' && iterator !== '') return iterator;
  throw new MalformedAnswer('the answer of GetShardIterator has no iterator');
}

/** What an answer of DescribeStreamSummary says. Throws MalformedAnswer. */
export function summaryOf(answer: DescribeStreamSummaryCommandOutput): StreamSummary {
  const {
    StreamStatus: status,
    RetentionPeriodHours: hours = 24,
    RecordDistributionStrategy: strategy,
    StreamCreationTimestamp: created,
  } = answer.StreamDescriptionSummary ?? {};
  if (status === undefined) throw new MalformedAnswer('the answer of DescribeStreamSummary has no status');
  const createdAt = created?.getTime();
  return { status, retentionMs: hours * HOUR_MS, createdAt, isAuto: strategy === 'AUTO' };
}

/** Checks an answer of ListShards. Throws MalformedAnswer. */
export function checkListing(answer: ListShardsCommandOutput): ListShardsCommandOutput {
  if (Array.isArray(answer.Shards)) return answer;
  throw new MalformedAnswer('the answer of ListShards has no shards');
}

/** The shards on a page of ListShards. */
export function shardsOf({ Shards: shards = [] }: ListShardsCommandOutput): Shard[] {
  return shards.map(shardOf);
}

function shardOf(shard: SdkShard): Shard {
  const parents = [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined);
  const open = shard.SequenceNumberRange?.EndingSequenceNumber === undefined;
  return { id: shard.ShardId ?? '', parents, open };
}

function childOf(child: ChildShard): Shard {
  return { id: child.ShardId ?? '', parents: child.ParentShards ?? [], open: true };
}
