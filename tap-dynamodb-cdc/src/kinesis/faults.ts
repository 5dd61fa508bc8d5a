import { awsFault } from '../aws/aws-fault.ts';
import { FAULTS } from './fault-table.ts';
import { ExpiredIterator, PassingFault, PositionGone } from './port.ts';

/** Status 200, but not what was asked for. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

/** What a call was about; `gone`: the exceptions that are about its shard or position, not about the stream. */
export interface Call {
  readonly action: string;
  readonly stream: string;
  readonly gone: RegExp | undefined;
}

/** Turns what the SDK threw during a call into ExpiredIterator, PositionGone, PassingFault, or a fault for good. */
export function kinesisFault(error: unknown, { action, stream, gone }: Call): Error {
  const what = `${action} of the Kinesis stream ${JSON.stringify(stream)} failed`;
  const { fault, names, passing } = awsFault(error, what, FAULTS, 'KINESIS_FAILED');
  if (names.includes('ExpiredIteratorException')) return new ExpiredIterator(fault);
  if (names.some((name) => gone?.test(name))) return new PositionGone(fault);
  return passing ? new PassingFault(fault) : fault;
}
