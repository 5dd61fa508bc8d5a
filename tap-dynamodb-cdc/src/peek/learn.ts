import { type Logger, ProgramError } from '@cdc-relay/singer';
import { sourceRecord } from '../emit/page.ts';
import { type Preparation, prepare, type ReadyRecord } from '../emit/prepare.ts';
import type { Kinesis } from '../kinesis/port.ts';
import { peek } from './peek.ts';
import { peekAtTables, type TablePeek } from './peek-at-tables.ts';

/** What to peek at, and what to learn into. */
export interface LearningSources extends TablePeek {
  readonly kinesis: Kinesis;
  readonly log: Logger;
  readonly preparation: Preparation;
}

/** Learns the tables from a peek at each shard, and at the tables themselves for snapshots; `see` gets every record that
 * was understood. */
export async function learnFromPeek(
  sources: LearningSources,
  see: (record: ReadyRecord) => void = () => undefined,
): Promise<void> {
  const { kinesis, preparation, log, signal, options } = sources;
  let bad = 0;
  try {
    const complete = await peek(kinesis, log, signal, async (shardId, records) => {
      const slice = await prepare(
        records.map((record) => sourceRecord(shardId, record)),
        preparation,
      );
      bad += slice.bad.length;
      for (const { ready } of slice.records) if (ready !== undefined) see(ready);
    });
    if (!complete) log.warning('there was not enough time to peek at all shards; streams may be missing');
  } catch (error) {
    // It may be one that is not created yet.
    if (!options.create || !(error instanceof ProgramError) || error.code !== 'STREAM_NOT_FOUND') throw error;
  }
  if (options.mode !== 'cdc') await peekAtTables(sources, see);
  if (bad > 0) log.warning(`${bad} of the records seen are not change records of DynamoDB`);
}
