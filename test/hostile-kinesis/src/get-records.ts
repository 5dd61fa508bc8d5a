import { AwsError } from './aws-error.ts';
import { type Context, type Input, type Operation, requestedShard, requestedStream } from './context.ts';
import type { Fault } from './faults.ts';
import { issueIterator, readIterator, refuseExpired, type ShardIterator } from './iterator.ts';
import { hashKeyRange } from './list-shards.ts';
import type { KinesisStream, Shard } from './model.ts';
import type { Page } from './page.ts';
import { editedPage } from './page-edit.ts';

const MAX_RECORDS = 10_000;

/** A page, and what follows its records in the answer, as JSON. */
interface ServedPage {
  readonly page: Page;
  readonly end: object;
}

/** GetRecords. Answers a serialised body, because its pages are. */
export const getRecords: Operation = (context, input, fault) => {
  const { page, end } = servedPage(context, input, fault);
  return recordsBody(page.json, end);
};

/** The body of an answer with these records, serialised without brackets. */
export function recordsBody(records: Buffer, end: object): Buffer {
  return Buffer.concat([
    Buffer.from('{"Records":['),
    records,
    Buffer.from(`],${JSON.stringify(end).slice(1)}`),
  ]);
}

/** What an iterator leads to. @throws AwsError */
export function servedPage(context: Context, input: Input, fault: Fault | undefined): ServedPage {
  const iterator = readIterator(input.ShardIterator);
  const kinesisStream = requestedStream(context, { StreamName: iterator.stream });
  const shard = requestedShard(kinesisStream, iterator.shardId);
  refuseExpired(context, iterator);
  const edit = fault?.kind === 'page' ? fault.edit : {};
  const limit = Math.min(requestedLimit(input.Limit), context.behaviour.pageSize);
  const page = readPage(context, iterator, () =>
    editedPage(shard, Math.max(iterator.position, shard.trimmed), limit, edit),
  );
  const { NextShardIterator, ...rest } = endOf(context, kinesisStream, shard, page, iterator);
  return { page, end: edit.withoutNext ? rest : { ...rest, NextShardIterator } };
}

function requestedLimit(limit: unknown): number {
  const records = Number(limit ?? MAX_RECORDS);
  if (records >= 1 && records <= MAX_RECORDS) return records;
  throw new AwsError('InvalidArgumentException', `Limit must be 1 to ${MAX_RECORDS}, not ${records}.`);
}

function readPage({ throttle, now }: Context, { stream, shardId }: ShardIterator, read: () => Page): Page {
  const key = `${stream}/${shardId}`;
  if (throttle?.admit(key, now()) === false) {
    throw new AwsError('ProvisionedThroughputExceededException', `Rate exceeded for shard ${shardId}.`);
  }
  const page = read();
  throttle?.charge(key, now(), page.bytes);
  return page;
}

interface PageEnd {
  readonly MillisBehindLatest: number | undefined;
  readonly NextShardIterator: string | null;
  readonly ChildShards?: readonly object[];
}

function endOf(
  context: Context,
  kinesisStream: KinesisStream,
  shard: Shard,
  page: Page,
  iterator: ShardIterator,
): PageEnd {
  const MillisBehindLatest = millisBehind(context, shard, page);
  if (isLastPage(context, shard, page)) {
    return { MillisBehindLatest, NextShardIterator: null, ChildShards: childShards(kinesisStream, shard) };
  }
  const NextShardIterator = issueIterator(context, kinesisStream, shard, page.to, iterator);
  return { MillisBehindLatest, NextShardIterator };
}

/** MillisBehindLatest after a page. */
export function millisBehind(
  { behaviour, now }: Context,
  shard: Shard,
  { from, to }: Page,
): number | undefined {
  switch (behaviour.behind) {
    case 'exact': {
      const next = shard.records[to];
      return next === undefined ? 0 : Math.max(1, Math.round(now() - next.arrival));
    }
    case 'newest': {
      const last = shard.records[to - 1];
      return from === to || last === undefined ? 0 : (shard.records.at(-1)?.arrival ?? 0) - last.arrival;
    }
    case 'zero':
      return 0;
    default:
      return undefined;
  }
}

function isLastPage({ behaviour }: Context, shard: Shard, page: Page): boolean {
  if (shard.closedAt === undefined || page.to < shard.records.length) return false;
  if (behaviour.endOfShard === 'never') return false;
  return behaviour.endOfShard === 'with-records' || page.to === page.from;
}

/** The shards that came from a closed one. */
export function childShards({ shards }: KinesisStream, parent: Shard): object[] {
  return shards
    .filter((shard) => shard.parents.includes(parent.id))
    .map((shard) => ({
      ShardId: shard.id,
      ParentShards: shard.parents,
      HashKeyRange: hashKeyRange(shard),
    }));
}
