import type { KinesisStream } from '@cdc-relay/hostile-kinesis';
import type { Change } from '../support/dynamodb/change.ts';

const SECOND = 1_000_000;

/** By second, how many changes a shard and those that it came from have had of it. */
type Counts = ReadonlyMap<number, number>;

/**
 * The versions that the changes of a DynamoDB stream must get: the second, and the number of the change among those that
 * its shard had of that second, continuing that of its parent. Changes by the data of their records.
 */
export function secondVersions(
  { shards }: KinesisStream,
  changes: ReadonlyMap<Uint8Array, Change>,
): ReadonlyMap<Change, number> {
  const versions = new Map<Change, number>();
  const counted = new Map<string, Counts>();
  for (const { id, parents, records } of shards) {
    const counts = new Map(counted.get(parents[0] ?? ''));
    for (const { data } of records) {
      const change = changes.get(data);
      if (change === undefined) continue;
      const second = Math.floor(change.at / SECOND) * SECOND;
      const ordinal = counts.get(second) ?? 0;
      versions.set(change, second + ordinal);
      counts.set(second, ordinal + 1);
    }
    counted.set(id, counts);
  }
  return versions;
}
