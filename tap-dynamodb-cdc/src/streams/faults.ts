import { awsFault, type Fault } from '../aws/aws-fault.ts';
import type { FirstAnswer } from '../aws/first-answer.ts';
import { TransientError } from '../aws/transient-error.ts';
import { FAULTS } from '../dynamodb/fault-table.ts';
import { ExpiredIterator, PositionGone } from '../kinesis/port.ts';

/** What differs from DynamoDB's own; the first match counts. */
const OF_STREAMS: readonly Fault[] = [
  {
    of: /^(?:AccessDenied|UnrecognizedClient)/,
    code: 'ACCESS_DENIED',
    remedy:
      'Check the credentials; they need dynamodb:DescribeTable on the table, and dynamodb:DescribeStream, dynamodb:GetShardIterator and dynamodb:GetRecords on its stream.',
    isTransient: false,
  },
  {
    of: /Throttling|ThroughputExceeded|LimitExceeded|TooManyRequests/,
    code: 'DYNAMODB_THROTTLED',
    remedy: 'More than two programs read a shard of this stream: use fewer readers, or start again later.',
    isTransient: true,
  },
  ...FAULTS,
];

/** What a call was about. */
export interface StreamCall {
  readonly action: string;
  /** The exceptions that are about its shard or position. */
  readonly gone?: RegExp;
  readonly first: FirstAnswer;
}

/** Turns what the SDK threw into ExpiredIterator, PositionGone, TransientError, or a fault that lasts. */
export function streamsFault(error: unknown, { action, gone, first }: StreamCall): Error {
  const found = awsFault(error, `${action} failed`, OF_STREAMS, 'DYNAMODB_FAILED');
  const { fault, names, isTransient } = found;
  if (first.disproves(found)) return fault;
  if (names.includes('ExpiredIteratorException')) return new ExpiredIterator(fault);
  if (names.some((name) => gone?.test(name))) return new PositionGone(fault);
  return isTransient ? new TransientError(fault) : fault;
}
