import type { Logger } from '@cdc-relay/singer';
import type { RetryPolicy } from '../aws/backoff.ts';
import type { PageEmitter } from '../emit/page-emitter.ts';
import type { Kinesis, Subscriptions } from '../kinesis/port.ts';
import type { ShardSet } from '../shards/shard-set.ts';
import type { GapPolicy } from './gap-policy.ts';
import type { ShardWatch } from './shard-watch.ts';

/** How shards are read. */
interface ReadingOptions {
  readonly retryPolicy: RetryPolicy;
  /** The largest Limit of a GetRecords call. */
  readonly batchSize: number;
  /** How long a shard at its tip is left alone; undefined for what suits the number of shards. */
  readonly idleMs: number | undefined;
  /** Whether to keep to Kinesis' limits, which emulators do not have. */
  readonly paced: boolean;
  /** Whether new shards are listed while there are others, or none, to read. */
  readonly follow: boolean;
}

/** What happens with what is read. */
export interface Reading {
  readonly kinesis: Kinesis;
  /** Where shards push; undefined where they are polled. */
  readonly subscriptions?: Subscriptions | undefined;
  readonly shards: ShardSet;
  readonly gaps: GapPolicy;
  readonly log: Logger;
  readonly options: ReadingOptions;
  /** Shards that begin at their tip. */
  readonly atTip: ReadonlySet<string>;
  readonly watch: ShardWatch;
  /** Ends the reading after the pages that are being emitted. */
  readonly signal: AbortSignal;
  readonly emitter: Pick<PageEmitter, 'emit'>;
}
