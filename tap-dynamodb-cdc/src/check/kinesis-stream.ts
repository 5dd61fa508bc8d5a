import { type Finding, fail, ok, warn } from '@cdc-relay/singer';
import type { StreamSummary } from '../kinesis/port.ts';
import type { Shard } from '../shards/lineage.ts';

const HOUR_MS = 3_600_000;

/** Whether a Kinesis stream can be read, by its status. */
export function judgeStatus(stream: string, { status }: StreamSummary): Finding {
  if (status === 'DELETING') return fail(`${stream} is being deleted`);
  if (status === 'CREATING') return warn(`${stream} is still being created: a run waits for it`);
  return ok(`${stream}: ${status}`);
}

/** How many shards there are to read. */
export function judgeShards(shards: readonly Shard[]): Finding {
  const open = shards.filter((shard) => shard.open).length;
  const closed = shards.length - open;
  return ok(`${count(open, 'open shard')}${closed === 0 ? '' : `, ${closed} closed`}`);
}

/** How long a run may be stopped; finite where something is forgotten. */
export function judgeRetention(retentionMs: number): Finding {
  const hours = retentionMs / HOUR_MS;
  return ok(
    `${hours} h: a run may be stopped for this long, and the target has to remember deletions for longer`,
  );
}

/** What is known about the order of an item's changes. */
export interface Ordering {
  readonly isAuto: boolean;
  /** The tables whose times are known to be coarser than microseconds. */
  readonly coarse: readonly string[];
  /** The setting accept_auto_distribution. */
  readonly isAccepted: boolean;
}

/** Whether the changes of an item come in their order. */
export function judgeDistribution({ isAuto, coarse, isAccepted }: Ordering): Finding {
  if (!isAuto) return ok('the records of an item are in one shard');
  const spread = 'RecordDistributionStrategy AUTO spreads the changes of an item over the shards';
  if (isAccepted)
    return warn(`${spread}; accept_auto_distribution accepts that some may end in the wrong order`);
  if (coarse.length === 0) return warn(`${spread}: all tables have to stream with the precision MICROSECOND`);
  return fail(
    `${spread}, and ${coarse.join(', ')} streams with MILLISECOND: use the precision MICROSECOND, or USER_PARTITION_KEY`,
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
