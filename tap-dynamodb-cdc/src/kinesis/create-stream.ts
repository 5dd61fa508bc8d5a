import {
  CreateStreamCommand,
  type KinesisClient,
  ResourceInUseException,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { FirstAnswer } from '../aws/first-answer.ts';
import { TransientError } from '../aws/transient-error.ts';
import { kinesisFault } from './faults.ts';

/** A Kinesis stream is ready within a minute. */
const WAIT_SECONDS = 120;

/**
 * Creates a Kinesis stream and waits until it can be read; one that exists is left as it is. Throws ProgramErrors.
 */
export async function createStream(
  client: KinesisClient,
  stream: string,
  shardCount: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await createUnlessThere(client, stream, shardCount, signal);
    await waitUntilStreamExists(
      { client, maxWaitTime: WAIT_SECONDS, minDelay: 1, maxDelay: 5, abortSignal: signal },
      { StreamName: stream },
    );
  } catch (error) {
    const fault = kinesisFault(error, {
      action: 'CreateStream',
      stream,
      gone: undefined,
      first: new FirstAnswer(),
    });
    throw fault instanceof TransientError ? fault.fault : fault;
  }
}

async function createUnlessThere(
  client: KinesisClient,
  stream: string,
  shardCount: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    const command = new CreateStreamCommand({ StreamName: stream, ShardCount: shardCount });
    await client.send(command, { abortSignal: signal });
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
