import { AwsError } from './aws-error.ts';
import { isOpen, type Shard } from './model.ts';

type Wanted = (shard: Shard) => boolean;

/**
 * The shards that a ListShards ShardFilter asks for. Times on the wire are in seconds; `horizon`, the oldest
 * time within retention, in milliseconds.
 */
export function shardFilter(filter: unknown, horizon: number): Wanted {
  if (filter === undefined) return () => true;
  const { Type: type, ShardId: shardId, Timestamp: seconds } = filter as Record<string, unknown>;
  const at = Number(seconds) * 1000;
  const filters: Record<string, Wanted> = {
    AFTER_SHARD_ID: (shard) => shard.id > String(shardId),
    AT_LATEST: isOpen,
    AT_TRIM_HORIZON: wasOpenAt(horizon),
    FROM_TRIM_HORIZON: wasOpenSince(horizon),
    AT_TIMESTAMP: wasOpenAt(at),
    FROM_TIMESTAMP: wasOpenSince(at),
  };
  const wanted = filters[String(type)];
  if (wanted === undefined) throw new AwsError('InvalidArgumentException', `Unknown ShardFilter ${type}.`);
  return wanted;
}

function wasOpenSince(at: number): Wanted {
  return (shard) => shard.closedAt === undefined || shard.closedAt >= at;
}

function wasOpenAt(at: number): Wanted {
  const since = wasOpenSince(at);
  return (shard) => shard.createdAt <= at && since(shard);
}
