import { TRIM_HORIZON } from '../shards/bookmark.ts';
import { type Checkpoint, takeOver } from '../shards/checkpoints.ts';
import type { Beginning } from './begin.ts';
import type { GapPolicy } from './gap-policy.ts';

/**
 * Sets the bookmarks of a Kinesis stream that has none to where CrateDB Toolkit ended. Throws RECORDS_EXPIRED where records
 * that it had not read are gone, unless `on_gap` says otherwise.
 */
export function beginAfterToolkit(
  checkpoints: readonly Checkpoint[],
  { kinesis, shards, retentionMs, log }: Beginning,
  gaps: GapPolicy,
): void {
  const taken = takeOver(checkpoints, shards.lineage, kinesis.time - retentionMs);
  gaps.report(taken.gaps);
  for (const [id, sequence] of taken.bookmarks) shards.beginAt(id, sequence, taken.until);
  for (const id of taken.fromOldest) shards.beginAt(id, TRIM_HORIZON, taken.until);
  if (checkpoints.some(({ active }) => active))
    log.warning('CrateDB Toolkit was killed, or it still runs: stop it, as its rows have no versions');
}
