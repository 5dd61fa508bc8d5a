import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import { codeOf, messageOf } from '@cdc-relay/singer';
import { type RetryPolicy, withRetry } from '../aws/backoff.ts';
import { FirstAnswer } from '../aws/first-answer.ts';
import { ServerClock } from '../aws/server-clock.ts';
import type { Position } from '../shards/bookmark.ts';
import type { Shard } from '../shards/lineage.ts';
import { streamName } from '../source-url/resolve.ts';
import { createStream } from './create-stream.ts';
import { kinesisFault } from './faults.ts';
import { iteratorRequest, type StreamId, streamId } from './input.ts';
import { listShards } from './list-shards.ts';
import { checkIterator, checkListing, pageOf, summaryOf } from './output.ts';
import type { Kinesis, Page, StreamSummary, Subscriptions } from './port.ts';

const SHARD_GONE = /^ResourceNotFoundException$/;
const POSITION_GONE = /^(?:ResourceNotFound|InvalidArgument)Exception$/;

/** Not permitted, or not known to an emulator: reading does without. */
const UNDESCRIBED = ['ACCESS_DENIED', 'OPERATION_UNKNOWN'];

/** Kinesis through the AWS SDK, which signs and decodes; transient errors are retried here. */
export class SdkKinesis implements Kinesis, Disposable {
  readonly isLimited: boolean;
  readonly subscriptions: (Subscriptions & Disposable) | undefined;
  readonly #client: KinesisClient;
  readonly #id: StreamId;
  readonly #stream: string;
  readonly #retryPolicy: RetryPolicy;
  readonly #clock: ServerClock;
  readonly #first = new FirstAnswer();

  /** `stream` is a name or an ARN. */
  constructor(
    client: KinesisClient,
    stream: string,
    retryPolicy: RetryPolicy,
    isLimited = true,
    subscriptions?: Subscriptions & Disposable,
  ) {
    this.isLimited = isLimited;
    this.subscriptions = subscriptions;
    this.#client = client;
    this.#stream = stream;
    this.#id = streamId(stream);
    this.#retryPolicy = retryPolicy;
    this.#clock = new ServerClock(client);
  }

  get time(): number {
    return this.#clock.time;
  }

  async describe(signal: AbortSignal): Promise<StreamSummary | undefined> {
    const command = new DescribeStreamSummaryCommand(this.#id);
    try {
      return await this.#withRetry({ action: 'DescribeStreamSummary', signal }, async () =>
        summaryOf(await this.#client.send(command, { abortSignal: signal })),
      );
    } catch (error) {
      if (!UNDESCRIBED.includes(codeOf(error) ?? '')) throw error;
      this.#retryPolicy.log.debug(`the retention is not known: ${messageOf(error)}`);
      return undefined;
    }
  }

  async listShards(signal: AbortSignal, openAt?: number): Promise<Shard[]> {
    return await listShards(
      (command) =>
        this.#withRetry({ action: 'ListShards', signal }, async () =>
          checkListing(await this.#client.send(command, { abortSignal: signal })),
        ),
      this.#id,
      openAt,
    );
  }

  async shardIterator(shardId: string, position: Position, signal: AbortSignal): Promise<string> {
    const command = new GetShardIteratorCommand(iteratorRequest(this.#id, shardId, position));
    const action = `GetShardIterator (shard ${shardId}, ${position.type})`;
    return await this.#withRetry({ action, gone: POSITION_GONE, signal }, async () =>
      checkIterator(await this.#client.send(command, { abortSignal: signal })),
    );
  }

  async getRecords(iterator: string, limit: number, signal: AbortSignal): Promise<Page> {
    const arn = 'StreamARN' in this.#id ? this.#id : {};
    const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: limit, ...arn });
    return await this.#once({ action: 'GetRecords', gone: SHARD_GONE, signal }, async () =>
      pageOf(await this.#client.send(command, { abortSignal: signal })),
    );
  }

  /** Creates the Kinesis stream when it does not exist. */
  async create(shardCount: number, signal: AbortSignal): Promise<void> {
    await createStream(this.#client, streamName(this.#stream), shardCount, signal);
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
    this.subscriptions?.[Symbol.dispose]();
  }

  async #withRetry<T>(call: SdkCall, send: () => Promise<T>): Promise<T> {
    return await withRetry(this.#retryPolicy, () => this.#once(call, send), call.signal);
  }

  async #once<T>({ action, gone, signal }: SdkCall, send: () => Promise<T>): Promise<T> {
    try {
      return await this.#first.of(send());
    } catch (error) {
      signal.throwIfAborted();
      throw kinesisFault(error, { action, stream: this.#stream, gone, first: this.#first });
    }
  }
}

interface SdkCall {
  readonly action: string;
  readonly gone?: RegExp;
  readonly signal: AbortSignal;
}
