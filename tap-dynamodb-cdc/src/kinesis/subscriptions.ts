import {
  type KinesisClient,
  SubscribeToShardCommand,
  type SubscribeToShardEventStream,
} from '@aws-sdk/client-kinesis';
import { messageOf, ProgramError } from '@cdc-relay/singer';
import type { RetryPolicy } from '../aws/backoff.ts';
import { FirstAnswer } from '../aws/first-answer.ts';
import { TransientError } from '../aws/transient-error.ts';
import type { Position } from '../shards/bookmark.ts';
import { ensureConsumer } from './consumer.ts';
import { kinesisFault, MalformedAnswer } from './faults.ts';
import { startingPosition } from './input.ts';
import { pageOfEvent } from './output.ts';
import { type Page, SubscriptionRefused, type Subscriptions } from './port.ts';
import { whicheverFirst } from './whichever-first.ts';

/** How long a consumer may take to become ACTIVE, or calls about it may fail, before shards are polled instead. */
const PREPARATION_MS = 60_000;

/** What subscriptions work with. */
export interface SubscriptionParts {
  /** For calls that answer at once. */
  readonly client: KinesisClient;
  /** For calls whose answer is a stream of events. */
  readonly pushing: KinesisClient;
  /** Name or ARN of the Kinesis stream. */
  readonly stream: string;
  /** Name or ARN of the consumer. */
  readonly consumer: string;
  readonly retryPolicy: RetryPolicy;
  /** An event, also an empty one, comes more often than this; otherwise the connection counts as lost. */
  readonly silenceMs: number;
}

/** Enhanced fan-out through the AWS SDK. */
export class SdkSubscriptions implements Subscriptions, Disposable {
  readonly #parts: SubscriptionParts;
  readonly #first = new FirstAnswer();
  #consumerArn = '';

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
  }

  async prepare(signal: AbortSignal): Promise<boolean> {
    const { retryPolicy } = this.#parts;
    const limitMs = Math.min(PREPARATION_MS, retryPolicy.limitMs);
    try {
      this.#consumerArn = await ensureConsumer(
        { ...this.#parts, retryPolicy: { ...retryPolicy, limitMs } },
        signal,
      );
      return true;
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      this.#warn(error);
      return false;
    }
  }

  async subscribe(shardId: string, position: Position, signal: AbortSignal): Promise<AsyncIterable<Page>> {
    const command = new SubscribeToShardCommand({
      ConsumerARN: this.#consumerArn,
      ShardId: shardId,
      StartingPosition: startingPosition(position),
    });
    try {
      const answer = this.#parts.pushing.send(command, { abortSignal: signal });
      const { EventStream: events } = await this.#inTime(this.#first.of(answer), signal);
      if (events === undefined) throw new MalformedAnswer('the answer of SubscribeToShard has no events');
      return this.#pages(events[Symbol.asyncIterator](), shardId, signal);
    } catch (error) {
      throw this.#fault(error, shardId, signal);
    }
  }

  /** Reads no event before the last one is dealt with: what is not read, the service holds back. */
  async *#pages(
    events: AsyncIterator<SubscribeToShardEventStream>,
    shardId: string,
    signal: AbortSignal,
  ): AsyncGenerator<Page> {
    for (;;) {
      const page = await this.#nextPage(events, shardId, signal);
      if (page === undefined) return;
      yield page;
    }
  }

  async #nextPage(
    iterator: AsyncIterator<SubscribeToShardEventStream>,
    shardId: string,
    signal: AbortSignal,
  ): Promise<Page | undefined> {
    try {
      const next = await this.#inTime(iterator.next(), signal);
      return next.done ? undefined : pageOfEvent(next.value);
    } catch (error) {
      throw this.#fault(error, shardId, signal);
    }
  }

  [Symbol.dispose](): void {
    this.#parts.pushing.destroy();
  }

  async #inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    return await whicheverFirst(work, this.#parts.silenceMs, signal);
  }

  #fault(error: unknown, shardId: string, signal: AbortSignal): Error {
    signal.throwIfAborted();
    const action = `SubscribeToShard (shard ${shardId})`;
    const fault = kinesisFault(error, {
      action,
      stream: this.#parts.stream,
      gone: undefined,
      first: this.#first,
    });
    if (fault instanceof TransientError) return fault;
    return new SubscriptionRefused(fault as ProgramError);
  }

  #warn(error: ProgramError): void {
    this.#parts.retryPolicy.log.warning(
      `enhanced fan-out is not possible, so the shards are polled: ${messageOf(error)}`,
    );
  }
}
