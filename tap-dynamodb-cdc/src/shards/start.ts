import type { Position } from './bookmark.ts';

/** Where to begin a shard, and where to resume when its iterator expires before its first record. */
export interface ShardStart {
  readonly shardId: string;
  readonly first: Position;
  readonly otherwise: Position;
}
