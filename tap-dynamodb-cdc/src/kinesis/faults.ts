import { awsFault } from '../aws/aws-fault.ts';
import type { FirstAnswer } from '../aws/first-answer.ts';
import { TransientError } from '../aws/transient-error.ts';
import { FAULTS } from './fault-table.ts';
import { ExpiredIterator, PositionGone } from './port.ts';

/** Status 200, but not what was requested. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

/** What a call was about; `gone`: the exceptions that are about its shard or position, not about the stream. */
export interface Call {
  readonly action: string;
  readonly stream: string;
  readonly gone: RegExp | undefined;
  /** Whether the endpoint has shown itself to be Kinesis. */
  readonly first: FirstAnswer;
}

/** Turns what the SDK threw during a call into ExpiredIterator, PositionGone, TransientError, or a fault that lasts. */
export function kinesisFault(error: unknown, { action, stream, gone, first }: Call): Error {
  const what = `${action} of the Kinesis stream ${JSON.stringify(stream)} failed`;
  const found = awsFault(error, what, FAULTS, 'KINESIS_FAILED');
  const { fault, names, isTransient } = found;
  if (first.disproves(found)) return fault;
  if (names.includes('ExpiredIteratorException')) return new ExpiredIterator(fault);
  if (names.some((name) => gone?.test(name))) return new PositionGone(fault);
  return isTransient ? new TransientError(fault) : fault;
}
