import { type Logger, ProgramError } from '@cdc-relay/singer';
import type { Kinesis } from '../kinesis/port.ts';
import type { Content } from '../run/content.ts';
import { type Prepared, prepare } from '../run/prepare.ts';
import { peek } from './peek.ts';

/** Where to look, and what to learn into. */
export interface LearningSources {
  readonly kinesis: Kinesis;
  readonly content: Content;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Whether a Kinesis stream that does not exist is only one that is not created yet. */
  readonly mayBeMissing: boolean;
}

/** Learns the tables of the Kinesis stream from a look at each shard; `see` gets every record that was understood. */
export async function learnFromPeek(
  { kinesis, content, log, signal, mayBeMissing }: LearningSources,
  see: (record: Prepared) => void = () => undefined,
): Promise<void> {
  let bad = 0;
  try {
    const complete = await peek(kinesis, log, signal, async (shardId, records) => {
      const slice = await prepare(records, shardId, { ...content.preparation, keepsBad: true });
      bad += slice.bad.length;
      slice.records.forEach(see);
    });
    if (!complete)
      log.warning('not all shards could be looked at in the time for it; streams may be missing');
  } catch (error) {
    if (!mayBeMissing || !(error instanceof ProgramError) || error.code !== 'STREAM_NOT_FOUND') throw error;
  }
  if (bad > 0) log.warning(`${bad} of the records seen are no change records of DynamoDB`);
}
