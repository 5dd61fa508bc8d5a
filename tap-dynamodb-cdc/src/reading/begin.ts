import { invalidSettings, type Logger, ProgramError } from '@cdc-relay/singer';
import { type RetryPolicy, withRetry } from '../aws/backoff.ts';
import { ExpiredIterator, type Kinesis, type Page, PositionGone } from '../kinesis/port.ts';
import { atSequenceNumber, atTimestamp, TRIM_HORIZON } from '../shards/bookmark.ts';
import { compareSequenceNumbers } from '../shards/sequence-number.ts';
import type { ShardSet } from '../shards/shard-set.ts';
import type { Start } from '../shards/start.ts';

/** What the beginning works with. */
export interface Beginning {
  readonly kinesis: Kinesis;
  readonly shards: ShardSet;
  readonly retryPolicy: RetryPolicy;
  readonly retentionMs: number;
  /** When the Kinesis stream was created (milliseconds), where that is known. */
  readonly createdAt?: number | undefined;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Sets the bookmarks of a Kinesis stream that has none: the state says at once where reading begins, so that a
 * restart begins at the same place. Returns the shards that begin at their tip. Shards that come from others later
 * begin at their oldest record, whatever `start` says; those that others came from are left out.
 */
export async function beginFresh(start: Start, beginning: Beginning): Promise<ReadonlySet<string>> {
  switch (start.kind) {
    case 'earliest':
      return new Set();
    case 'latest':
      return beginAtTip(beginning);
    case 'at-timestamp':
      await beginAtTime(start.time, beginning);
      return new Set();
    default:
      await beginAtRecord(start.sequenceNumber, start.kind === 'seqno-at', beginning);
      return new Set();
  }
}

function beginAtTip({ kinesis, shards }: Beginning): ReadonlySet<string> {
  const open = [...shards.lineage.values()].filter((shard) => shard.open).map(({ id }) => id);
  for (const id of open) shards.beginAt(id, atTimestamp(kinesis.time), kinesis.time);
  return new Set(open);
}

/** Begins in the shards that were open at that time, except those that have a bookmark. */
export async function beginAtTime(time: number, beginning: Beginning): Promise<void> {
  const { kinesis, shards, retentionMs, log, signal } = beginning;
  if (time > kinesis.time) throw invalidSettings(['"start_timestamp" is in the future']);
  const horizon = kinesis.time - retentionMs;
  if (time < horizon) log.warning('start_timestamp is past the retention of the Kinesis stream');
  for (const { id } of await kinesis.listShards(signal, time)) {
    if (shards.bookmarks.has(id)) continue;
    if (time < horizon) shards.beginAt(id, TRIM_HORIZON);
    else shards.beginAt(id, atTimestamp(time), time);
  }
}

/** Begins at, or after, a record in its shard, and in the other shards at the time when it arrived. */
async function beginAtRecord(
  sequenceNumber: string,
  inclusive: boolean,
  beginning: Beginning,
): Promise<void> {
  const { shards } = beginning;
  for (const shardId of shards.lineage.keys()) {
    const arrived = await arrivalOf(sequenceNumber, shardId, beginning);
    if (arrived === undefined) continue;
    shards.beginAt(shardId, inclusive ? atSequenceNumber(sequenceNumber) : sequenceNumber, arrived);
    await beginAtTime(arrived, beginning);
    return;
  }
  throw new ProgramError(
    'RECORD_NOT_FOUND',
    `No shard has a record with the sequence number ${sequenceNumber}.`,
    {
      remedy:
        'It may belong to another Kinesis stream, or its record has expired: begin at a time, or with start "earliest".',
    },
  );
}

/** When the record arrived (milliseconds); undefined when the shard does not have it. */
async function arrivalOf(
  sequenceNumber: string,
  shardId: string,
  { kinesis, retryPolicy, signal }: Beginning,
): Promise<number | undefined> {
  const position = { type: 'AT_SEQUENCE_NUMBER', sequenceNumber } as const;
  try {
    let iterator: string | undefined = await kinesis.shardIterator(shardId, position, signal);
    while (iterator !== undefined) {
      const from: string = iterator;
      const page: Page = await withRetry(retryPolicy, () => kinesis.getRecords(from, 1, signal), signal);
      const [record] = page.records;
      if (record !== undefined) {
        return compareSequenceNumbers(record.SequenceNumber ?? '', sequenceNumber) === 0
          ? (record.ApproximateArrivalTimestamp?.getTime() ?? kinesis.time)
          : undefined;
      }
      iterator = page.isTip ? undefined : page.nextIterator;
    }
    return undefined;
  } catch (error) {
    if (error instanceof PositionGone || error instanceof ExpiredIterator) return undefined;
    throw error;
  }
}
