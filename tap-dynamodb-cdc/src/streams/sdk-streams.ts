import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeStreamCommand,
  type DescribeStreamOutput,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import { type RetryPolicy, withRetry } from '../aws/backoff.ts';
import { FirstAnswer } from '../aws/first-answer.ts';
import { ServerClock } from '../aws/server-clock.ts';
import { MalformedAnswer } from '../kinesis/faults.ts';
import { type Kinesis, type Page, PositionGone, type StreamSummary } from '../kinesis/port.ts';
import type { Position } from '../shards/bookmark.ts';
import type { Shard } from '../shards/lineage.ts';
import { prefixOf } from '../source-url/table-ref.ts';
import { type StreamCall, streamsFault } from './faults.ts';
import { decodeIterator, encodeIterator } from './iterator.ts';
import { pageOf, shardOf } from './output.ts';
import { shardsAt } from './shards-at.ts';
import { checkView } from './table-streams.ts';

/** DynamoDB Streams keeps records for a day. */
const RETENTION_MS = 24 * 3_600_000;

/** AWS allows ten calls of DescribeStream a second. */
const DESCRIBE_INTERVAL_MS = 100;

/** The most records of a page. */
const MAX_LIMIT = 1_000;

/** AWS may answer many empty pages on the way to records, emulators a few. */
const TIP_AFTER = { aws: 10, emulator: 4 };

const GONE = /^(?:TrimmedDataAccess|ResourceNotFound)Exception$/;

/** What the streams are read with. */
export interface StreamsParts {
  readonly client: DynamoDBStreamsClient;
  readonly retryPolicy: RetryPolicy;
  /** True at AWS, whose limits count. */
  readonly isLimited: boolean;
  /** Whether old items are wanted, which not every stream has. */
  readonly oldImage: boolean;
  /** The ARNs of the streams; called once. */
  readonly find: (signal: AbortSignal) => Promise<readonly string[]>;
}

/**
 * The streams of tables (DynamoDB Streams) through the AWS SDK, read as one: a shard's name is that of its table, of its
 * stream and its own. Records are handed on as forwarders put them into Kinesis.
 */
export class SdkStreams implements Kinesis, Disposable {
  readonly isLimited: boolean;
  readonly rotates = true;
  readonly #parts: StreamsParts;
  readonly #clock: ServerClock;
  readonly #first = new FirstAnswer();
  /** ARNs by the prefix of their shards. */
  #arns: Promise<ReadonlyMap<string, string>> | undefined;
  #nextDescription = 0;

  constructor(parts: StreamsParts) {
    this.#parts = parts;
    this.isLimited = parts.isLimited;
    this.#clock = new ServerClock(parts.client);
  }

  get time(): number {
    return this.#clock.time;
  }

  async describe(signal: AbortSignal): Promise<StreamSummary> {
    let status = 'ACTIVE';
    for (const arn of (await this.#streams(signal)).values()) {
      const { StreamDescription: stream } = await this.#describe({ StreamArn: arn, Limit: 1 }, signal);
      checkView(stream?.TableName ?? arn, stream?.StreamViewType, this.#parts.oldImage);
      if (stream?.StreamStatus === 'ENABLING') status = 'CREATING';
      if (stream?.StreamStatus === 'DISABLED')
        this.#parts.retryPolicy.log.warning(
          `the DynamoDB stream ${arn} is disabled: it gets no changes any more`,
        );
    }
    return { status, retentionMs: RETENTION_MS, isAuto: false };
  }

  async listShards(signal: AbortSignal, openAt?: number): Promise<Shard[]> {
    const shards: Shard[] = [];
    for (const [prefix, arn] of await this.#streams(signal))
      shards.push(...(await this.#list(prefix, arn, signal)));
    if (openAt === undefined) return shards;
    return await shardsAt(shards, openAt, (id) => this.#firstChange(id, signal));
  }

  async shardIterator(shardId: string, position: Position, signal: AbortSignal): Promise<string> {
    const { type } = position;
    const isTime = type === 'AT_TIMESTAMP';
    const [arn, id] = await this.#split(shardId, signal);
    const command = new GetShardIteratorCommand({
      StreamArn: arn,
      ShardId: id,
      ShardIteratorType: (isTime ? 'TRIM_HORIZON' : type) as ShardIteratorType,
      ...('sequenceNumber' in position ? { SequenceNumber: position.sequenceNumber } : {}),
    });
    const call = { action: `GetShardIterator (shard ${shardId}, ${type})`, gone: GONE, first: this.#first };
    return await this.#withRetry(call, signal, async () => {
      const { ShardIterator: iterator } = await this.#parts.client.send(command, { abortSignal: signal });
      if (!iterator) throw new MalformedAnswer('the answer of GetShardIterator has no iterator');
      const since = isTime ? Math.floor(position.time.getTime() / 1000) * 1000 : 0;
      return encodeIterator({ arn, since, empty: 0, iterator });
    });
  }

  async getRecords(token: string, limit: number, signal: AbortSignal): Promise<Page> {
    const from = decodeIterator(token);
    const command = new GetRecordsCommand({
      ShardIterator: from.iterator,
      Limit: Math.min(limit, MAX_LIMIT),
    });
    const call = { action: `GetRecords of ${from.arn}`, gone: GONE, first: this.#first };
    return await this.#once(call, signal, async () => {
      const answer = await this.#parts.client.send(command, { abortSignal: signal });
      const source = { tipAfter: this.isLimited ? TIP_AFTER.aws : TIP_AFTER.emulator, now: this.time };
      return pageOf(answer, from, source);
    });
  }

  [Symbol.dispose](): void {
    this.#parts.client.destroy();
  }

  #streams(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    this.#arns ??= this.#parts.find(signal).then((arns) => new Map(arns.map((arn) => [prefixOf(arn), arn])));
    return this.#arns;
  }

  async #list(prefix: string, arn: string, signal: AbortSignal): Promise<Shard[]> {
    const shards: Shard[] = [];
    let after: string | undefined;
    do {
      const request = after === undefined ? {} : { ExclusiveStartShardId: after };
      const { StreamDescription: page } = await this.#describe({ StreamArn: arn, ...request }, signal);
      shards.push(...(page?.Shards ?? []).map((shard) => shardOf(prefix, shard)));
      after = page?.LastEvaluatedShardId;
    } while (after !== undefined);
    return shards;
  }

  /** When the first change of a shard was made (milliseconds); undefined where there is none. */
  async #firstChange(shardId: string, signal: AbortSignal): Promise<number | undefined> {
    try {
      let iterator: string | undefined = await this.shardIterator(shardId, { type: 'TRIM_HORIZON' }, signal);
      while (iterator !== undefined) {
        const from: string = iterator;
        const page = await withRetry(this.#parts.retryPolicy, () => this.getRecords(from, 1, signal), signal);
        const [record] = page.records;
        if (record !== undefined) return record.ApproximateArrivalTimestamp?.getTime();
        iterator = page.isTip ? undefined : page.nextIterator;
      }
    } catch (error) {
      if (!(error instanceof PositionGone)) throw error;
    }
    return undefined;
  }

  async #describe(
    input: { readonly StreamArn: string; readonly Limit?: number },
    signal: AbortSignal,
  ): Promise<DescribeStreamOutput> {
    const call = { action: `DescribeStream of ${input.StreamArn}`, first: this.#first };
    return await this.#withRetry(call, signal, async () => {
      await this.#describeTurn(signal);
      const answer = await this.#parts.client.send(new DescribeStreamCommand(input), { abortSignal: signal });
      if (Array.isArray(answer.StreamDescription?.Shards)) return answer;
      throw new MalformedAnswer('the answer of DescribeStream has no shards');
    });
  }

  async #describeTurn(signal: AbortSignal): Promise<void> {
    if (!this.isLimited) return;
    const now = performance.now();
    const at = Math.max(now, this.#nextDescription);
    this.#nextDescription = at + DESCRIBE_INTERVAL_MS;
    if (at > now) await sleep(at - now, undefined, { signal });
  }

  /** The stream's ARN, and the shard's own id. */
  async #split(shardId: string, signal: AbortSignal): Promise<[string, string]> {
    const end = shardId.lastIndexOf('/') + 1;
    const arn = (await this.#streams(signal)).get(shardId.slice(0, end));
    if (arn === undefined) throw new RangeError(`there is no stream of the shard ${shardId}`);
    return [arn, shardId.slice(end)];
  }

  async #withRetry<T>(call: StreamCall, signal: AbortSignal, send: () => Promise<T>): Promise<T> {
    return await withRetry(this.#parts.retryPolicy, () => this.#once(call, signal, send), signal);
  }

  async #once<T>(call: StreamCall, signal: AbortSignal, send: () => Promise<T>): Promise<T> {
    try {
      return await this.#first.of(send());
    } catch (error) {
      signal.throwIfAborted();
      throw streamsFault(error, call);
    }
  }
}
