import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';

/** A position to read from, without the Kinesis stream and shard. */
export type Start = Omit<GetShardIteratorCommandInput, 'StreamName' | 'StreamARN' | 'ShardId'>;

const OLDEST: Start = { ShardIteratorType: 'TRIM_HORIZON' };

/** An iterator, as the SDK gets it. */
export async function iteratorOf(
  client: KinesisClient,
  streamName: string,
  shardId: string,
  start: Start = OLDEST,
): Promise<string> {
  const command = new GetShardIteratorCommand({ StreamName: streamName, ShardId: shardId, ...start });
  const { ShardIterator: iterator } = await client.send(command);
  if (iterator === undefined) throw new Error('Kinesis gave no iterator');
  return iterator;
}

/** Reads a shard page by page to its tip or end: a reader without any precautions, for checking the server. */
export async function readShard(
  client: KinesisClient,
  streamName: string,
  shardId: string,
  options: { readonly start?: Start; readonly limit?: number } = {},
): Promise<GetRecordsCommandOutput[]> {
  const pages: GetRecordsCommandOutput[] = [];
  let next: string | null | undefined = await iteratorOf(client, streamName, shardId, options.start);
  while (next) {
    const limit = options.limit === undefined ? {} : { Limit: options.limit };
    const page: GetRecordsCommandOutput = await client.send(
      new GetRecordsCommand({ ShardIterator: next, ...limit }),
    );
    pages.push(page);
    next = page.MillisBehindLatest === 0 && page.Records?.length === 0 ? undefined : page.NextShardIterator;
  }
  return pages;
}

/** The records' data as text, page after page. */
export function textsOf(pages: readonly GetRecordsCommandOutput[]): string[] {
  return pages
    .flatMap(({ Records: records = [] }) => records)
    .map(({ Data }) => Buffer.from(Data ?? []).toString());
}
