import { ProgramError } from '@cdc-relay/singer';
import { type RetryPolicy, withRetry } from '../aws/backoff.ts';
import { TransientError } from '../aws/transient-error.ts';
import type { Kinesis, StreamSummary } from './port.ts';

/**
 * Waits until a Kinesis stream can be read, and returns what is known about it. Throws STREAM_NOT_FOUND, and
 * STREAM_NOT_READY when it is being deleted, or is still being created when the time to retry is over.
 */
export async function whenReadable(
  kinesis: Kinesis,
  stream: string,
  retryPolicy: RetryPolicy,
  signal: AbortSignal,
): Promise<StreamSummary | undefined> {
  return await withRetry(
    retryPolicy,
    async () => {
      const summary = await kinesis.describe(signal);
      if (summary?.status === 'DELETING') throw notReady(stream, 'is being deleted');
      if (summary?.status === 'CREATING')
        throw new TransientError(notReady(stream, 'is still being created'));
      return summary;
    },
    signal,
  );
}

function notReady(stream: string, what: string): ProgramError {
  return new ProgramError('STREAM_NOT_READY', `The Kinesis stream ${JSON.stringify(stream)} ${what}.`, {
    remedy: 'Check that it is the right stream, and start again when it is ACTIVE.',
  });
}
