import { ProgramError } from '@cdc-relay/singer';
import { type Patience, patiently } from './backoff.ts';
import { type Kinesis, PassingFault, type StreamSummary } from './port.ts';

/**
 * Waits until a Kinesis stream can be read, and tells what is known of it. Throws STREAM_NOT_FOUND, and
 * STREAM_NOT_READY when it is being deleted, or is still being created when `patience` is over.
 */
export async function whenReadable(
  kinesis: Kinesis,
  stream: string,
  patience: Patience,
  signal: AbortSignal,
): Promise<StreamSummary | undefined> {
  return await patiently(
    patience,
    async () => {
      const summary = await kinesis.describe(signal);
      if (summary?.status === 'DELETING') throw notReady(stream, 'is being deleted');
      if (summary?.status === 'CREATING') throw new PassingFault(notReady(stream, 'is still being created'));
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
