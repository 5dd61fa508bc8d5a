import { isOpen, type Shard } from './model.ts';

/** Puts the first `count` records of a shard, counted from its very first, past retention. */
export function trim(shard: Shard, count: number): void {
  shard.trimmed = Math.max(shard.trimmed, Math.min(count, shard.records.length));
}

/** Lets Kinesis forget a closed shard and its records. @throws RangeError when it is open. */
export function expire(shard: Shard): void {
  if (isOpen(shard)) throw new RangeError(`${shard.id} is open: only closed shards expire`);
  trim(shard, shard.records.length);
  shard.expired = true;
}
