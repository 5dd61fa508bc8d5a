import { AwsError } from './aws-error.ts';
import { type Context, type Input, type Operation, requestedShard, requestedStream } from './context.ts';
import { issueIterator } from './iterator.ts';
import type { Shard } from './model.ts';
import { positionOf } from './sequence-number.ts';

/** GetShardIterator, all five types. */
export const getShardIterator: Operation = (context, input) => {
  const kinesisStream = requestedStream(context, input);
  const shard = requestedShard(kinesisStream, input.ShardId);
  const position = startingPosition(context, shard, input);
  return { ShardIterator: issueIterator(context, kinesisStream, shard, position) };
};

/** The index of the first record that a reader from there on gets. @throws AwsError */
export function startingPosition(context: Context, shard: Shard, input: Input): number {
  switch (input.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return shard.trimmed;
    case 'LATEST':
      return shard.records.length;
    case 'AT_TIMESTAMP':
      return arrivedSince(shard, Number(input.Timestamp) * 1000);
    case 'AT_SEQUENCE_NUMBER':
      return atSequenceNumber(context, shard, String(input.StartingSequenceNumber), 0);
    case 'AFTER_SEQUENCE_NUMBER':
      return atSequenceNumber(context, shard, String(input.StartingSequenceNumber), 1);
    default:
      throw invalid(`Unknown ShardIteratorType ${input.ShardIteratorType}.`);
  }
}

function arrivedSince(shard: Shard, time: number): number {
  const index = shard.records.findIndex((record) => record.arrival >= time);
  return index === -1 ? shard.records.length : Math.max(index, shard.trimmed);
}

function atSequenceNumber(context: Context, shard: Shard, wanted: string, skip: 0 | 1): number {
  const position = positionOf(shard.number, wanted);
  if (position === undefined || position > shard.records.length) {
    throw invalid(`Sequence number ${wanted} did not come from ${shard.id}.`);
  }
  const index = Math.max(position - 1, 0); // the shard's own starting number stands before its first record
  if (index < shard.trimmed) return pastRetention(context, shard, wanted);
  return position === 0 ? 0 : index + skip;
}

function pastRetention({ behaviour }: Context, shard: Shard, wanted: string): number {
  const message = `Sequence number ${wanted} of ${shard.id} is past retention.`;
  if (behaviour.pastRetention === 'jump') return shard.trimmed;
  if (behaviour.pastRetention === 'invalid-argument') throw invalid(message);
  if (behaviour.pastRetention === 'trimmed') throw new AwsError('TrimmedDataAccessException', message);
  throw new AwsError('ResourceNotFoundException', message);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}
