import type { Logger } from '@cdc-relay/singer';
import type { Patience } from '../kinesis/backoff.ts';
import type { Kinesis, Page } from '../kinesis/port.ts';
import type { GapPolicy } from './gap-policy.ts';
import type { ShardSet } from './shard-set.ts';

/** How shards are read. */
interface ReadingOptions {
  readonly patience: Patience;
  /** The largest Limit of a GetRecords call. */
  readonly batchSize: number;
  readonly idleMs: number;
  /** Whether to keep to Kinesis' limits, which emulators do not have. */
  readonly paced: boolean;
  /** Whether new shards are looked for while there are others, or none, to read. */
  readonly follow: boolean;
}

/** What happens with what is read. */
export interface Reading {
  readonly kinesis: Kinesis;
  readonly shards: ShardSet;
  readonly gaps: GapPolicy;
  readonly log: Logger;
  readonly options: ReadingOptions;
  /** Shards that begin at their tip. */
  readonly atTip: ReadonlySet<string>;
  /** Ends the reading after the pages that are being emitted. */
  readonly signal: AbortSignal;
  /** Emits a page; tells whether its shard has been read far enough, and whether all of the page was emitted. */
  readonly emit: (shardId: string, page: Page) => Promise<Emitted>;
}

/** How a page was emitted: `part` when reading is to end within it. */
export type Emitted = 'more' | 'enough' | 'part';

/** What waits is interrupted by an abort of the signal; genuine faults are not. */
export function isInterruption(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}
