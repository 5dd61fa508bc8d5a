import { AwsError } from './aws-error.ts';
import type { Context } from './context.ts';
import { type KinesisStream, type Shard, streamOf } from './model.ts';
import { decodeToken, encodeToken } from './token.ts';

/** The position of a shard iterator; the token that the client holds is this, encoded. */
export interface ShardIterator {
  readonly stream: string;
  readonly shardId: string;
  /** Index into the shard's records, the trimmed ones included. */
  readonly position: number;
  readonly issuedAt: number;
  readonly generation: number;
  /** How many GetRecords calls its chain has served. */
  readonly uses: number;
}

/** A token for a position in a shard; `from` is the iterator that it continues. */
export function issueIterator(
  context: Context,
  kinesisStream: KinesisStream,
  shard: Shard,
  position: number,
  from?: ShardIterator,
): string {
  const iterator: ShardIterator = {
    stream: kinesisStream.name,
    shardId: shard.id,
    position,
    issuedAt: context.now(),
    generation: generation(context, kinesisStream.name, shard.id),
    uses: from === undefined ? 0 : from.uses + 1,
  };
  return encodeToken(iterator);
}

/** Reads a token. @throws AwsError when it is none of ours. */
export function readIterator(token: unknown): ShardIterator {
  return decodeToken<ShardIterator>(token);
}

/** @throws AwsError when an iterator is too old, used up, or was expired on demand. */
export function refuseExpired(context: Context, iterator: ShardIterator): void {
  const { iteratorLifetimeMs, iteratorUses } = context.behaviour;
  const tooOld = context.now() - iterator.issuedAt > iteratorLifetimeMs;
  const outdated = iterator.generation < generation(context, iterator.stream, iterator.shardId);
  if (tooOld || outdated || iterator.uses >= iteratorUses) {
    throw new AwsError('ExpiredIteratorException', 'Iterator expired. Get a new one.');
  }
}

/** Expires every iterator that is out for one shard, or for all shards; fresh ones work. */
export function expireIterators(context: Context, streamName: string, shardId?: string): void {
  const shards = streamOf(context.model, streamName).shards.map(({ id }) => id);
  for (const id of shardId === undefined ? shards : [shardId]) {
    context.generations.set(`${streamName}/${id}`, generation(context, streamName, id) + 1);
  }
}

function generation(context: Context, streamName: string, shardId: string): number {
  return context.generations.get(`${streamName}/${shardId}`) ?? 0;
}
