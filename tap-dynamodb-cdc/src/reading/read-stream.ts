import { counted, isInterruption, type Logger } from '@cdc-relay/singer';
import { type RetryPolicy, retryPolicyOf } from '../aws/backoff.ts';
import type { Distribution } from '../emit/distribution.ts';
import type { PageEmitter } from '../emit/page-emitter.ts';
import type { StateWriter } from '../emit/state-writer.ts';
import type { Tip } from '../emit/tip.ts';
import type { Kinesis } from '../kinesis/port.ts';
import { whenReadable } from '../kinesis/stream-status.ts';
import type { TapOptions } from '../settings/options.ts';
import { SHARD_END } from '../shards/bookmark.ts';
import type { Checkpoint } from '../shards/checkpoints.ts';
import { gapsInLineage } from '../shards/gap.ts';
import { readUntil } from '../shards/read-times.ts';
import type { ShardSet } from '../shards/shard-set.ts';
import { startOf } from '../shards/start.ts';
import { overlapMs } from '../snapshot/sequence.ts';
import type { SnapshotRunner } from '../snapshot/snapshot-runner.ts';
import { together } from '../snapshot/together.ts';
import { type Beginning, beginFresh } from './begin.ts';

import { GapPolicy } from './gap-policy.ts';
import { checkExportAge, checkSharesAge } from './past-beginning.ts';
import { pinAt } from './pin.ts';
import type { Reading } from './reading.ts';
import { readShards } from './shard-readers.ts';
import type { ShardWatch } from './shard-watch.ts';
import { beginAfterToolkit } from './take-over.ts';

/** What reading a Kinesis stream needs. */
export interface StreamReading {
  readonly kinesis: Kinesis;
  readonly log: Logger;
  /** The name of the Kinesis stream. */
  readonly kinesisStream: string;
  readonly options: TapOptions;
  readonly shards: ShardSet;
  /** Where a stream without bookmarks begins, instead of the options' start. */
  readonly checkpoints?: readonly Checkpoint[] | undefined;
  readonly states: StateWriter;
  readonly emitter: PageEmitter;
  readonly tip: Tip;
  readonly snapshots: SnapshotRunner;
  readonly distribution: Distribution;
  readonly watch: ShardWatch;
  /** Asks the reading to end. */
  readonly signal: AbortSignal;
}

/**
 * Reads the Kinesis stream until its shards were read far enough, a limit of the options is reached, or it is stopped;
 * none of these is a fault. Throws ProgramError.
 */
export async function readStream(reading: StreamReading): Promise<void> {
  const { maxDurationMs } = reading.options;
  const limits = maxDurationMs === undefined ? [] : [AbortSignal.timeout(maxDurationMs)];
  const signal = AbortSignal.any([reading.signal, reading.emitter.full, ...limits]);
  try {
    await readAll({ ...reading, signal });
  } catch (error) {
    if (!isInterruption(error, signal)) throw error;
  }
}

async function readAll(reading: StreamReading): Promise<void> {
  const { snapshots, states, options, signal } = reading;
  if (options.mode === 'snapshot') {
    await snapshots.plan(true, signal);
    reading.watch.listed();
    await states.write();
    return await snapshots.run(signal, AbortSignal.abort());
  }
  const shardReading = await begin(reading);
  const ended = new AbortController();
  const readThenEnd = async (both: AbortSignal): Promise<void> => {
    await readShards({ ...shardReading, signal: both });
    ended.abort();
  };
  await together(signal, [readThenEnd, (both) => snapshots.run(both, ended.signal)]);
}

/** Sets where reading begins, and returns how the shards are read from there on. */
async function begin(reading: StreamReading): Promise<Reading> {
  const { kinesis, log, options, shards, states, emitter, watch, signal } = reading;
  const retryPolicy = retryPolicyOf(options.aws, log);
  const { gaps, createdAt } = await learnStream(reading, retryPolicy);
  const fresh = shards.bookmarks.size === 0;
  // A new consumer needs its time, which must not lie between the start's time and the reading.
  const pushes = (await kinesis.subscriptions?.prepare(signal)) ?? false;
  const subscriptions = pushes ? kinesis.subscriptions : undefined;
  const { retentionMs } = gaps;
  const beginning = { kinesis, shards, retryPolicy, retentionMs, createdAt, log, signal };
  const atTip = await beginShards(reading, fresh, beginning, gaps);
  log.info(
    `reads ${counted(shards.lineage.size, 'shard')} of ${reading.kinesisStream}: ${fresh ? beginsAt(reading) : 'continues where the state is'}`,
  );
  // A restart begins where this run began, also when nothing is emitted before it ends.
  await states.write();
  const { batchSize, idleMs, follow } = options;
  const reads = { retryPolicy, batchSize, idleMs, paced: kinesis.isLimited, follow };
  return { kinesis, subscriptions, shards, gaps, log, options: reads, atTip, watch, signal, emitter };
}

function beginsAt({ options, checkpoints, snapshots }: StreamReading): string {
  if (checkpoints !== undefined) return 'no state yet, begins after the checkpoints of CrateDB Toolkit';
  if (snapshots.isOfShares) return 'no state yet, begins before the shares of the tables';
  if (snapshots.isBusy) return 'no state yet, begins with snapshots of the tables';
  const { start, startTimestamp, seqno } = options;
  const where = startTimestamp ?? seqno;
  return `no state yet, begins at ${start}${where === undefined ? '' : ` ${where}`}`;
}

/** Waits for the Kinesis stream, lists its shards, and reports the gaps in what the state says of them. */
async function learnStream(
  reading: StreamReading,
  retryPolicy: RetryPolicy,
): Promise<{ gaps: GapPolicy; createdAt: number | undefined }> {
  const { kinesis, kinesisStream, log, options, shards, snapshots, signal, distribution, watch } = reading;
  const summary = await whenReadable(kinesis, kinesisStream, retryPolicy, signal);
  distribution.isAuto = summary?.isAuto ?? false;
  const source = options.ofTableStreams ? 'DynamoDB Streams' : 'Kinesis';
  const gaps = new GapPolicy(options.onGap, log, () => snapshots.requestAll(), summary?.retentionMs, source);
  shards.add(await kinesis.listShards(signal));
  // Where a closed shard may have one child, only the times show that none is gone.
  const horizon = kinesis.time - gaps.retentionMs;
  const isRecent = (id: string): boolean => (readUntil(shards.times.get(id) ?? {}) ?? 0) >= horizon;
  const lost = gapsInLineage(shards.lineage, shards.bookmarks, kinesis.rotates ? isRecent : undefined);
  if (options.onGap === 'export' && (lost.length > 0 || isBehind(shards, horizon))) {
    log.warning('changes are lost: loading the exports again, and reading on from their end');
    shards.forgetBookmarks();
    snapshots.requestAll();
  } else {
    gaps.report(lost);
    for (const { shardId } of lost) shards.drop(shardId);
  }
  watch.listed(gaps.retentionMs);
  return { gaps, createdAt: summary?.createdAt };
}

/** Whether what followed some bookmark may have expired. */
function isBehind({ bookmarks, times }: ShardSet, horizon: number): boolean {
  return [...bookmarks].some(
    ([id, bookmark]) => bookmark !== SHARD_END && (readUntil(times.get(id) ?? {}) ?? horizon) < horizon,
  );
}

/** Plans the snapshots, and sets the bookmarks of a stream that has none. Returns the shards that begin at their tip. */
async function beginShards(
  { kinesis, options, checkpoints, snapshots, tip, signal }: StreamReading,
  fresh: boolean,
  beginning: Beginning,
  gaps: GapPolicy,
): Promise<ReadonlySet<string>> {
  const overlap = overlapMs(options.snapshotClockMarginMs);
  await snapshots.plan(fresh, signal);
  const startTime = kinesis.time;
  tip.begin(startTime);
  if (fresh && checkpoints !== undefined) beginAfterToolkit(checkpoints, beginning, gaps);
  else if (fresh && !snapshots.isBusy && !snapshots.isOfShares)
    return await beginFresh(startOf(options), beginning);
  else if (fresh) {
    const { oldestExport, sharesBegan } = snapshots;
    if (sharesBegan !== undefined) checkSharesAge(sharesBegan - overlap, sharesBegan, beginning);
    if (oldestExport !== undefined) checkExportAge(oldestExport - overlap, oldestExport, beginning);
    await pinAt(
      Math.min(startTime, oldestExport ?? startTime, sharesBegan ?? startTime) - overlap,
      beginning,
    );
  }
  return new Set();
}
