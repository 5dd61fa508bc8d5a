import type { GetShardIteratorCommandInput, StartingPosition } from '@aws-sdk/client-kinesis';
import type { Position } from '../shards/bookmark.ts';

/** How requests name the Kinesis stream. */
export type StreamId = { readonly StreamARN: string } | { readonly StreamName: string };

/** `stream` is a name or an ARN. */
export function streamId(stream: string): StreamId {
  return stream.startsWith('arn:') ? { StreamARN: stream } : { StreamName: stream };
}

/** The request for an iterator at a position. */
export function iteratorRequest(
  id: StreamId,
  shardId: string,
  position: Position,
): GetShardIteratorCommandInput {
  const request = { ...id, ShardId: shardId, ShardIteratorType: position.type };
  switch (position.type) {
    case 'AT_TIMESTAMP':
      return { ...request, Timestamp: position.time };
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      return { ...request, StartingSequenceNumber: position.sequenceNumber };
    default:
      return request;
  }
}

/** Where a subscription begins. */
export function startingPosition(position: Position): StartingPosition {
  const { type: Type } = position;
  if (position.type === 'AT_TIMESTAMP') return { Type, Timestamp: position.time };
  if ('sequenceNumber' in position) return { Type, SequenceNumber: position.sequenceNumber };
  return { Type };
}
