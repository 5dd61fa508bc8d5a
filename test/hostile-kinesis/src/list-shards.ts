import { AwsError } from './aws-error.ts';
import { type Input, type Operation, requestedStream } from './context.ts';
import type { Shard } from './model.ts';
import { sequenceNumber } from './sequence-number.ts';
import { shardFilter } from './shard-filter.ts';
import { decodeToken, encodeToken } from './token.ts';

/** What the token of a following page holds: the first request, and how many shards were listed. */
interface Continuation {
  readonly first: Input;
  readonly listed: number;
}

/** ListShards: pages of MaxResults, or as many as the server's own; expired shards are left out, the newest perhaps. */
export const listShards: Operation = (context, input) => {
  const { first, listed } = continuation(input);
  const kinesisStream = requestedStream(context, first);
  const wanted = shardFilter(first.ShardFilter, context.now() - kinesisStream.retentionHours * 3_600_000);
  const asOf = context.now() - context.behaviour.listingLagMs;
  const shards = kinesisStream.shards.filter(
    (shard) => !shard.expired && shard.createdAt <= asOf && isAfter(shard, first) && wanted(shard),
  );
  const end = listed + Number(input.MaxResults ?? context.behaviour.shardsListed);
  return {
    Shards: shards.slice(listed, end).map((shard) => describeShard(shard, asOf)),
    ...(end < shards.length ? { NextToken: encodeToken({ first, listed: end } satisfies Continuation) } : {}),
  };
};

function continuation(input: Input): Continuation {
  if (input.NextToken === undefined) return { first: input, listed: 0 };
  for (const name of ['StreamName', 'ExclusiveStartShardId', 'ShardFilter']) {
    if (input[name] === undefined) continue;
    throw new AwsError('InvalidArgumentException', `NextToken and ${name} cannot be provided together.`);
  }
  return decodeToken(input.NextToken);
}

function isAfter(shard: Shard, { ExclusiveStartShardId: start }: Input): boolean {
  return start === undefined || shard.id > String(start);
}

function describeShard(shard: Shard, asOf: number): object {
  const [parent, adjacentParent] = shard.parents;
  const last = sequenceNumber(shard.number, shard.records.length + 1);
  return {
    ShardId: shard.id,
    ...(parent === undefined ? {} : { ParentShardId: parent }),
    ...(adjacentParent === undefined ? {} : { AdjacentParentShardId: adjacentParent }),
    HashKeyRange: hashKeyRange(shard),
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(shard.number, 0),
      ...(shard.closedAt === undefined || shard.closedAt > asOf ? {} : { EndingSequenceNumber: last }),
    },
  };
}

/** A shard's hash range as Kinesis writes it. */
export function hashKeyRange({ range }: Shard): object {
  return { StartingHashKey: String(range.from), EndingHashKey: String(range.to) };
}
