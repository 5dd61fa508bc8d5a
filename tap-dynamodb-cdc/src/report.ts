import { type Cause, type Collect, causeOf, type LineWriter, point } from '@cdc-relay/singer';
import type { CallWatch } from './calls/call-watch.ts';
import type { Progress } from './emit/progress.ts';
import type { ShardWatch } from './reading/shard-watch.ts';
import type { SnapshotRunner } from './snapshot/snapshot-runner.ts';

/** What a report of the tap is made of. */
export interface Watched {
  readonly calls: CallWatch;
  readonly shards: ShardWatch;
  readonly progress: Progress;
  readonly snapshots: Pick<SnapshotRunner, 'points'>;
  readonly output: LineWriter;
}

/** Reports what the tap counts, and why it does not read and emit as it should; `limitMs` is for what may last a moment. */
export function reportOf({ calls, shards, progress, snapshots, output }: Watched, limitMs: number): Collect {
  return () => {
    const now = performance.now();
    const blockedMs = output.blockedMs(now);
    return {
      causes: [...calls.causes(now), ...shards.causes(now, limitMs), ...readerStopped(blockedMs, limitMs)],
      points: [
        ...progress.points(),
        ...shards.points(now),
        ...snapshots.points(now),
        ...calls.points(),
        point('dynamodb_cdc_stdout_blocked_seconds', blockedMs / 1000),
      ],
    };
  };
}

function readerStopped(blockedMs: number, limitMs: number): Cause[] {
  if (blockedMs <= limitMs) return [];
  return [causeOf('READER_STOPPED', `nothing was read from stdout for ${Math.round(blockedMs / 1000)} s`)];
}
