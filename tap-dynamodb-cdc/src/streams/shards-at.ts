import { childrenOf, type Shard } from '../shards/lineage.ts';

/**
 * The shards to begin with so that every change of a time and later is read: DescribeStream does not say when a shard
 * was open. From the youngest shards it goes back to their parents while the first change of a shard is not older than
 * the time (`firstChange`: milliseconds; undefined for a shard without any).
 */
export async function shardsAt(
  listed: readonly Shard[],
  time: number,
  firstChange: (shardId: string) => Promise<number | undefined>,
): Promise<Shard[]> {
  const lineage = new Map(listed.map((shard) => [shard.id, shard]));
  const children = childrenOf(lineage);
  const second = Math.floor(time / 1000) * 1000;
  const left = listed.filter(({ id }) => !children.has(id)).map(({ id }) => id);
  const seen = new Set(left);
  const found: Shard[] = [];
  for (let id = left.shift(); id !== undefined; id = left.shift()) {
    const shard = lineage.get(id);
    if (shard === undefined) continue;
    const parents = shard.parents.filter((parent) => lineage.has(parent));
    if (parents.length === 0 || ((await firstChange(id)) ?? second) < second) found.push(shard);
    else left.push(...parents.filter((parent) => !seen.has(parent) && seen.add(parent)));
  }
  return found;
}
