import type { Input } from './context.ts';

/** A request that came in. */
export interface LoggedRequest {
  /** Kinesis, DynamoDBStreams or DynamoDB. */
  readonly service: string;
  readonly operation: string;
  readonly input: Input;
  /** The shard it is about, also when only an iterator shows it. */
  readonly shardId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of HTTP. */
  readonly httpVersion: string;
  /** `ok`, an error's type, or a kind of fault; undefined while it is under way. */
  outcome: string | undefined;
}

/** The requests of an operation, of one shard if there is a `shardId`, in order. */
export function requestsOf(
  log: readonly LoggedRequest[],
  operation: string,
  shardId?: string,
): LoggedRequest[] {
  return log.filter(
    (request) => request.operation === operation && (shardId === undefined || request.shardId === shardId),
  );
}

/** The most requests that began within any 1,000 ms: at most 5 for the GetRecords of a shard, says Kinesis. */
export function busiestSecond(requests: readonly LoggedRequest[]): number {
  let first = 0;
  return requests.reduce((most, { at }, index) => {
    while (at - (requests[first]?.at ?? at) >= 1000) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

/** Where the readers of a shard started, in order: `TRIM_HORIZON`, `AFTER_SEQUENCE_NUMBER 4966…`. */
export function startingPositions(log: readonly LoggedRequest[], shardId: string): string[] {
  return requestsOf(log, 'GetShardIterator', shardId).map(({ input }) => {
    const position = input.StartingSequenceNumber ?? input.Timestamp;
    return position === undefined ? `${input.ShardIteratorType}` : `${input.ShardIteratorType} ${position}`;
  });
}
