import {
  type ChildShard,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  type Shard as SdkShard,
} from '@aws-sdk/client-kinesis';
import type { Position } from '../shards/bookmark.ts';
import type { Shard } from '../shards/lineage.ts';
import { kinesisFault } from './faults.ts';
import type { Kinesis, Page, ShardListing } from './port.ts';
import { ServerClock } from './server-clock.ts';

/** Kinesis by way of the AWS SDK, which signs, retries and decodes. */
export class SdkKinesis implements Kinesis, Disposable {
  readonly #client: KinesisClient;
  readonly #stream: string;
  readonly #clock: ServerClock;

  /** `stream` is a name or an ARN. */
  constructor(client: KinesisClient, stream: string) {
    this.#client = client;
    this.#stream = stream;
    this.#clock = new ServerClock(client);
  }

  async listShards(signal: AbortSignal): Promise<ShardListing> {
    const shards: Shard[] = [];
    let nextToken: string | undefined;
    do {
      // Kinesis refuses the stream's name beside a token.
      const command = new ListShardsCommand(
        nextToken === undefined ? this.#streamId() : { NextToken: nextToken },
      );
      const page = await this.#calling('ListShards', this.#client.send(command, { abortSignal: signal }));
      shards.push(...(page.Shards ?? []).map(shardOf));
      nextToken = page.NextToken;
    } while (nextToken !== undefined);
    return { shards, time: this.#clock.time };
  }

  async shardIterator(shardId: string, position: Position, signal: AbortSignal): Promise<string> {
    const command = new GetShardIteratorCommand({
      ...this.#streamId(),
      ShardId: shardId,
      ShardIteratorType: position.type,
      ...(position.type === 'AT_TIMESTAMP' ? { Timestamp: position.time } : {}),
      ...(position.type === 'AFTER_SEQUENCE_NUMBER'
        ? { StartingSequenceNumber: position.sequenceNumber }
        : {}),
    });
    const action = `GetShardIterator (shard ${shardId}, ${position.type})`;
    const { ShardIterator } = await this.#calling(
      action,
      this.#client.send(command, { abortSignal: signal }),
    );
    return ShardIterator ?? '';
  }

  async getRecords(iterator: string, signal: AbortSignal): Promise<Page> {
    const arn = this.#stream.startsWith('arn:') ? { StreamARN: this.#stream } : {};
    const command = new GetRecordsCommand({ ShardIterator: iterator, ...arn });
    const page = await this.#calling('GetRecords', this.#client.send(command, { abortSignal: signal }));
    return {
      records: page.Records ?? [],
      nextIterator: page.NextShardIterator ?? undefined,
      millisBehindLatest: page.MillisBehindLatest ?? 0,
      children: (page.ChildShards ?? []).map(childOf),
    };
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
  }

  #streamId(): { StreamARN: string } | { StreamName: string } {
    return this.#stream.startsWith('arn:') ? { StreamARN: this.#stream } : { StreamName: this.#stream };
  }

  async #calling<T>(action: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw kinesisFault(error, action, this.#stream);
    }
  }
}

function shardOf(shard: SdkShard): Shard {
  const parents = [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined);
  const open = shard.SequenceNumberRange?.EndingSequenceNumber === undefined;
  return { id: shard.ShardId ?? '', parents, open };
}

function childOf(child: ChildShard): Shard {
  return { id: child.ShardId ?? '', parents: child.ParentShards ?? [], open: true };
}
