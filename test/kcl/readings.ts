/** What the log of a worker says about who reads a shard: from when until when. */
export interface Reading {
  readonly shardId: string;
  readonly worker: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Whether another worker had taken the shard when this one heard of it. */
  readonly isZombie: boolean;
}

/** A worker's log, and when its processes were killed, if they were. */
export interface WorkerLog {
  readonly name: string;
  readonly text: string;
  readonly killedAt?: number | undefined;
}

const LINE = /^(\S+) INFO +dynamodb-cdc-kcl (\S+): (reads its shard|its shard is .+)$/;
const LOST = 'its shard is read by another process';

/** The readings of a worker, in the order in which they began; one without an end lasts until the worker was killed. */
export function readingsOf({ name, text, killedAt = Number.POSITIVE_INFINITY }: WorkerLog): Reading[] {
  const readings: Reading[] = [];
  const open = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, time = '', shardId = '', what] = LINE.exec(line) ?? [];
    if (what === undefined) continue;
    const at = Date.parse(time);
    const index = open.get(shardId);
    if (what === 'reads its shard') {
      open.set(shardId, readings.length);
      readings.push({ shardId, worker: name, from: at, to: killedAt, isZombie: false });
    } else if (index !== undefined) {
      readings[index] = { ...(readings[index] as Reading), to: at, isZombie: what === LOST };
      open.delete(shardId);
    }
  }
  return readings;
}

/** Pairs of readings of one shard at the same time; those whose earlier one was a zombie are apart. */
export function overlapsOf(logs: readonly WorkerLog[]): { zombies: string[]; others: string[] } {
  const all = logs.flatMap(readingsOf).toSorted((one, other) => one.from - other.from);
  const pairs = all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter((other) => other.shardId === one.shardId && other.from < one.to)
      .map((other) => ({ one, other })),
  );
  const text = ({ one, other }: { one: Reading; other: Reading }): string =>
    `${one.shardId}: ${spanOf(one)} and ${spanOf(other)}`;
  return {
    zombies: pairs.filter(({ one }) => one.isZombie).map(text),
    others: pairs.filter(({ one }) => !one.isZombie).map(text),
  };
}

function spanOf({ worker, from, to }: Reading): string {
  const end = Number.isFinite(to) ? new Date(to).toISOString() : 'the end';
  return `${worker} from ${new Date(from).toISOString()} to ${end}`;
}
