import { AwsError } from './aws-error.ts';
import type { Consumer } from './consumers.ts';
import type { Fault } from './faults.ts';
import type { KinesisModel, KinesisStream, Shard } from './model.ts';
import type { Subscription } from './subscribe.ts';
import type { Throttle } from './throttle.ts';

/** How Kinesis behaves where it is known to behave in more than one way, and its limits. */
export interface Behaviour {
  /** What a sequence number past retention leads to: an error, or a silent jump to the oldest record. */
  readonly pastRetention: 'invalid-argument' | 'not-found' | 'jump' | 'trimmed';
  /**
   * Whether a closed shard's last records come on the page that ends it, or an empty page follows them; some emulators
   * name iterators without end, and never a child.
   */
  readonly endOfShard: 'with-records' | 'empty-page' | 'never';
  /**
   * What MillisBehindLatest is: Kinesis' own, how much older the page's last record is than the newest one (both of
   * the same millisecond: 0), always 0, or not there. The last three are emulators'.
   */
  readonly behind: 'exact' | 'newest' | 'zero' | 'missing';
  /** The most records on a page, whatever the request's Limit. */
  readonly pageSize: number;
  /** How many GetRecords calls a chain of iterators lives from GetShardIterator on. */
  readonly iteratorUses: number;
  readonly iteratorLifetimeMs: number;
  /** ListShards answers as of so long ago. */
  readonly listingLagMs: number;
  /** The most shards on a page of ListShards, unless the request says. */
  readonly shardsListed: number;
  /** The most shards on a page of DescribeStream (DynamoDB Streams). */
  readonly shardsPerPage: number;
  /** How many consumers may be registered, and how many descriptions of one say CREATING. */
  readonly consumerLimit: number;
  readonly consumerCreating: number;
  /** A subscription expires after this many events. */
  readonly eventsPerSubscription: number;
  /** An empty event follows when nothing came for this long. */
  readonly heartbeatMs: number;
  /** A subscription begins with this many records that come before its position. */
  readonly overlap: number;
  /** A consumer's subscription to a shard can be taken over by another call after this long. */
  readonly takeoverMs: number;
}

/** What an operation works on. */
export interface Context {
  readonly model: KinesisModel;
  readonly behaviour: Behaviour;
  readonly throttle: Throttle | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** By `stream/shardId`: iterators of a lower generation are expired. */
  readonly generations: Map<string, number>;
  /** By ARN. */
  readonly consumers: Map<string, Consumer>;
  /** The active ones, by consumer and shard. */
  readonly subscriptions: Map<string, { readonly at: number; readonly subscription: Subscription }>;
}

/** A request's JSON body: nothing is known about it yet. */
export type Input = Readonly<Record<string, unknown>>;

/** An operation: its JSON answer, a Buffer when already serialised. Some look at the fault. @throws AwsError */
export type Operation = (context: Context, input: Input, fault: Fault | undefined) => object;

/** The Kinesis stream that StreamARN or StreamName names. @throws AwsError when there is none. */
export function requestedStream({ model }: Context, input: Input): KinesisStream {
  const { StreamARN: arn, StreamName: name } = input;
  const found = model.streams.find((candidate) => candidate.arn === arn || candidate.name === name);
  if (found === undefined)
    throw new AwsError('ResourceNotFoundException', `Stream ${arn ?? name} not found.`);
  return found;
}

/** The shard that an id names. @throws AwsError when there is none, or it has expired. */
export function requestedShard(kinesisStream: KinesisStream, shardId: unknown): Shard {
  const found = kinesisStream.shards.find((shard) => shard.id === shardId && !shard.expired);
  if (found !== undefined) return found;
  throw new AwsError(
    'ResourceNotFoundException',
    `Could not find shard ${shardId} in ${kinesisStream.name}.`,
  );
}
