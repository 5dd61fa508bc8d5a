import {
  DeregisterStreamConsumerCommand,
  DescribeStreamConsumerCommand,
  type DescribeStreamConsumerInput,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  RegisterStreamConsumerCommand,
} from '@aws-sdk/client-kinesis';
import { ProgramError } from '@cdc-relay/singer';
import { type RetryPolicy, withRetry } from '../aws/backoff.ts';
import { FirstAnswer } from '../aws/first-answer.ts';
import { TransientError } from '../aws/transient-error.ts';
import { kinesisFault, MalformedAnswer } from './faults.ts';
import { streamId } from './input.ts';
import { PositionGone } from './port.ts';

/** What calls about a consumer of enhanced fan-out need. */
export interface ConsumerCalls {
  readonly client: KinesisClient;
  /** Name or ARN of the Kinesis stream. */
  readonly stream: string;
  /** Name or ARN of the consumer. */
  readonly consumer: string;
  readonly retryPolicy: RetryPolicy;
}

/** The consumer does not exist. */
const NONE = /^ResourceNotFoundException$/;
/** The stream has as many consumers as it may have; Kinesis says it as it says that calls are too many. */
const REFUSED = /^LimitExceededException$/;

/**
 * Returns the ARN of the consumer, once it is ACTIVE. One that has a name is registered when it does not exist. Throws
 * ProgramErrors.
 */
export async function ensureConsumer(calls: ConsumerCalls, signal: AbortSignal): Promise<string> {
  const id = await consumerId(calls, signal);
  return await withRetry(
    calls.retryPolicy,
    async () => {
      const consumer = (await describe(calls, id, signal)) ?? (await register(calls, id, signal));
      if (consumer.status === 'ACTIVE') return consumer.arn;
      throw new TransientError(notReady(calls, consumer.status));
    },
    signal,
  );
}

/** The consumer as it is; undefined when there is none. Throws ProgramErrors. */
export async function findConsumer(calls: ConsumerCalls, signal: AbortSignal): Promise<Consumer | undefined> {
  const id = await consumerId(calls, signal);
  return await withRetry(calls.retryPolicy, () => describe(calls, id, signal), signal);
}

/** Removes the consumer; false when there is none. Throws ProgramErrors. */
export async function removeConsumer(calls: ConsumerCalls, signal: AbortSignal): Promise<boolean> {
  const id = await consumerId(calls, signal);
  const command = new DeregisterStreamConsumerCommand(id);
  return await withRetry(
    calls.retryPolicy,
    async () => {
      const send = async (): Promise<unknown> => await calls.client.send(command, { abortSignal: signal });
      return (await sent(calls, 'DeregisterStreamConsumer', NONE, send, signal)) !== undefined;
    },
    signal,
  );
}

/** A consumer of enhanced fan-out. */
interface Consumer {
  readonly arn: string;
  readonly status: string;
}

async function consumerId(calls: ConsumerCalls, signal: AbortSignal): Promise<DescribeStreamConsumerInput> {
  const { consumer, stream } = calls;
  if (consumer.startsWith('arn:')) return { ConsumerARN: consumer };
  const id = streamId(stream);
  if ('StreamARN' in id) return { ...id, ConsumerName: consumer };
  const command = new DescribeStreamSummaryCommand(id);
  const arn = await withRetry(
    calls.retryPolicy,
    () =>
      sent(
        calls,
        'DescribeStreamSummary',
        undefined,
        async () => {
          const answer = await calls.client.send(command, { abortSignal: signal });
          return answer.StreamDescriptionSummary?.StreamARN;
        },
        signal,
      ),
    signal,
  );
  return { StreamARN: arn, ConsumerName: consumer };
}

async function describe(
  calls: ConsumerCalls,
  id: DescribeStreamConsumerInput,
  signal: AbortSignal,
): Promise<Consumer | undefined> {
  const command = new DescribeStreamConsumerCommand(id);
  const none = id.ConsumerARN === undefined ? NONE : undefined;
  return await sent(
    calls,
    'DescribeStreamConsumer',
    none,
    async () => {
      const { ConsumerDescription } = await calls.client.send(command, { abortSignal: signal });
      return consumerOf(ConsumerDescription);
    },
    signal,
  );
}

async function register(
  calls: ConsumerCalls,
  { StreamARN, ConsumerName }: DescribeStreamConsumerInput,
  signal: AbortSignal,
): Promise<Consumer> {
  const command = new RegisterStreamConsumerCommand({ StreamARN, ConsumerName });
  const consumer = await sent(
    calls,
    'RegisterStreamConsumer',
    REFUSED,
    async () => consumerOf((await calls.client.send(command, { abortSignal: signal })).Consumer),
    signal,
  );
  if (consumer !== undefined) return consumer;
  throw new ProgramError(
    'KINESIS_THROTTLED',
    'RegisterStreamConsumer was refused: the Kinesis stream has as many consumers as it may have, or too many were registered just now.',
    { remedy: 'Remove a consumer that is not used any more, or let several readers poll.' },
  );
}

/** The answer of one call; undefined for the exceptions that are expected. Throws ProgramErrors and TransientErrors. */
async function sent<T>(
  { stream }: ConsumerCalls,
  action: string,
  expected: RegExp | undefined,
  send: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    signal.throwIfAborted();
    const fault = kinesisFault(error, { action, stream, gone: expected, first: new FirstAnswer() });
    if (fault instanceof PositionGone) return undefined;
    throw fault;
  }
}

function consumerOf(
  consumer:
    | { readonly ConsumerARN?: string | undefined; readonly ConsumerStatus?: string | undefined }
    | undefined,
): Consumer {
  const { ConsumerARN: arn, ConsumerStatus: status } = consumer ?? {};
  if (arn === undefined || status === undefined) throw new MalformedAnswer('the answer has no consumer');
  return { arn, status };
}

function notReady({ consumer }: ConsumerCalls, status: string): ProgramError {
  return new ProgramError(
    'STREAM_NOT_READY',
    `The consumer ${JSON.stringify(consumer)} of the Kinesis stream is ${status}.`,
    { remedy: 'Start again when the consumer is ACTIVE.' },
  );
}
