import { type Finding, fail, ok, warn } from '@cdc-relay/singer';
import type { TapOptions } from '../settings/options.ts';
import { SHARD_END } from '../shards/bookmark.ts';
import { gapsInLineage } from '../shards/gap.ts';
import type { Shard } from '../shards/lineage.ts';
import { readUntil } from '../shards/read-times.ts';
import type { StreamState } from '../state/state.ts';

/** What a state is compared with. */
export interface Listing {
  readonly shards: readonly Shard[];
  /** The oldest time within retention (milliseconds since the epoch). */
  readonly horizon: number;
  /** True where a closed shard may have one child only. */
  readonly rotates: boolean;
}

/** The shards whose bookmarks are so old that their records may be gone. */
export function oldShards({ bookmarks, times }: StreamState, { horizon }: Listing): string[] {
  return [...bookmarks].flatMap(([id, bookmark]) => {
    const until = readUntil(times.get(id) ?? {});
    return bookmark !== SHARD_END && until !== undefined && until < horizon ? [id] : [];
  });
}

/** Whether a run can go on where the state ends. `gone`: the shards whose positions Kinesis refuses. */
export function judgeBookmarks(
  state: StreamState,
  { shards, horizon, rotates }: Listing,
  gone: readonly string[],
  onGap: TapOptions['onGap'],
): Finding {
  const listed = new Map(shards.map((shard) => [shard.id, shard]));
  const isRecent = (id: string): boolean => (readUntil(state.times.get(id) ?? {}) ?? 0) >= horizon;
  const gaps = gapsInLineage(listed, state.bookmarks, rotates ? isRecent : undefined);
  const lost = [...new Set([...gaps.map(({ shardId }) => shardId), ...gone])];
  if (lost.length === 0) return ok('the stream still has what comes after them');
  const what = `the state goes back further than the stream: records of ${lost.join(', ')} are gone`;
  if (onGap === 'fail')
    return fail(`${what}. Set on_gap to resnapshot or continue, or begin without a state`);
  return warn(`${what}, and on_gap is ${onGap}`);
}
