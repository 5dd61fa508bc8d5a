import { AwsError } from './aws-error.ts';
import { deregisterStreamConsumer, describeStreamConsumer, registerStreamConsumer } from './consumers.ts';
import type { Context, Input, Operation } from './context.ts';
import { describeStreamSummary, listStreams } from './describe.ts';
import type { Fault } from './faults.ts';
import { getRecords } from './get-records.ts';
import { listShards } from './list-shards.ts';
import { putRecords } from './put-records.ts';
import type { LoggedRequest } from './request-log.ts';
import { getShardIterator } from './shard-iterator.ts';
import { STREAMS_OPERATIONS } from './streams.ts';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['DeregisterStreamConsumer', deregisterStreamConsumer],
  ['DescribeStreamConsumer', describeStreamConsumer],
  ['RegisterStreamConsumer', registerStreamConsumer],
  ['DescribeStreamSummary', describeStreamSummary],
  ['GetRecords', getRecords],
  ['GetShardIterator', getShardIterator],
  ['ListShards', listShards],
  ['ListStreams', listStreams],
  ['PutRecords', putRecords],
]);

/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** For the log: `ok`, the error's type, or the kind of fault. */
  readonly outcome: string;
}

/** Decides the answer to a request, faults of the wire apart. A bug in here is an InternalFailure. */
export function answer(
  context: Context,
  { service, operation, input }: Pick<LoggedRequest, 'service' | 'operation' | 'input'>,
  fault: Fault | undefined,
): Answer {
  if (fault?.kind === 'garbage') return { status: 200, body: Buffer.from(fault.body), outcome: 'garbage' };
  try {
    if (fault?.kind === 'error') throw new AwsError(fault.type, 'as the script says', fault.status);
    const operations = service === 'Kinesis' ? OPERATIONS : STREAMS_OPERATIONS;
    const reply = perform(context, operations, operation, input, fault);
    const body = Buffer.isBuffer(reply) ? reply : Buffer.from(JSON.stringify(reply));
    return { status: 200, body, outcome: 'ok' };
  } catch (error) {
    return errorAnswer(error);
  }
}

/** The answer that says what went wrong; what is no AwsError is a bug in here. */
export function errorAnswer(error: unknown): Answer {
  const known = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error));
  return { status: known.status, body: known.body(), outcome: known.type };
}

function perform(
  context: Context,
  operations: ReadonlyMap<string, Operation>,
  operation: string,
  input: Input,
  fault: Fault | undefined,
): object {
  const found = operations.get(operation);
  if (found === undefined) throw new AwsError('UnknownOperationException', `No operation ${operation} here.`);
  return found(context, input, fault);
}
