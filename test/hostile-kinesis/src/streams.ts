import { AwsError } from './aws-error.ts';
import { type Context, type Input, type Operation, requestedShard, requestedStream } from './context.ts';
import { recordsBody, servedPage } from './get-records.ts';
import { readIterator } from './iterator.ts';
import type { Shard } from './model.ts';
import type { Page } from './page.ts';
import { sequenceNumber } from './sequence-number.ts';
import { getShardIterator } from './shard-iterator.ts';

const LABEL = '2026-11-27T06:00:00.000';
const ARN = /:table\/([^/]+)\/stream\//;
const MAX_RECORDS = 1_000;

/** The ARN of the DynamoDB stream of a table; its shards are those of the model's stream of the table's name. */
export function dynamoDbStreamArn(table: string): string {
  return `arn:aws:dynamodb:us-east-1:000000000000:table/${table}/stream/${LABEL}`;
}

/** DescribeTable of DynamoDB: what it says of the table's stream. Of other tables this server knows nothing. */
const describeTable: Operation = ({ model }, { TableName: table }) => {
  if (!model.streams.some(({ name }) => name === table))
    throw new AwsError('UnknownOperationException', 'There are no tables here but those with a stream.');
  const specification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' };
  return {
    Table: {
      TableName: table,
      StreamSpecification: specification,
      LatestStreamArn: dynamoDbStreamArn(String(table)),
    },
  };
};

/** DescribeStream, a page of shards after another. */
const describeStream: Operation = (context, input) => {
  const { name, shards } = requestedStream(context, named(input));
  const asOf = context.now() - context.behaviour.listingLagMs;
  const listed = shards.filter(({ expired, createdAt }) => !expired && createdAt <= asOf);
  const after = listed.filter(({ id }) => id > String(input.ExclusiveStartShardId ?? ''));
  const page = after.slice(0, Math.min(Number(input.Limit ?? 100), context.behaviour.shardsPerPage));
  return {
    StreamDescription: {
      StreamArn: input.StreamArn,
      TableName: name,
      StreamLabel: LABEL,
      StreamStatus: 'ENABLED',
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      Shards: page.map((shard) => describeShard(shard, asOf)),
      ...(page.length < after.length ? { LastEvaluatedShardId: page.at(-1)?.id } : {}),
    },
  };
};

function describeShard(shard: Shard, asOf: number): object {
  const last = sequenceNumber(shard.number, shard.records.length + 1);
  const isClosed = shard.closedAt !== undefined && shard.closedAt <= asOf;
  return {
    ShardId: shard.id,
    ParentShardId: shard.parents[0],
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(shard.number, 0),
      ...(isClosed ? { EndingSequenceNumber: last } : {}),
    },
  };
}

/** GetShardIterator: four types, and no time. */
const streamIterator: Operation = (context, input, fault) => {
  if (input.ShardIteratorType === 'AT_TIMESTAMP')
    throw new AwsError('ValidationException', 'There is no iterator of the type AT_TIMESTAMP.');
  const request = { ...input, ...named(input), StartingSequenceNumber: input.SequenceNumber };
  const trimming = { ...context, behaviour: { ...context.behaviour, pastRetention: 'trimmed' as const } };
  return getShardIterator(trimming, request, fault);
};

/** GetRecords: the records of the model hold what DynamoDB Streams answers. */
const streamRecords: Operation = (context, input, fault) => {
  if (Number(input.Limit ?? MAX_RECORDS) > MAX_RECORDS)
    throw new AwsError('ValidationException', `Limit must be ${MAX_RECORDS} at most.`);
  refuseTrimmed(context, input);
  const { page, end } = servedPage(context, input, fault);
  const json = serialised.get(page) ?? Buffer.from(streamRecordsOf(page));
  serialised.set(page, json);
  const { NextShardIterator } = end as { readonly NextShardIterator?: string | null };
  return recordsBody(json, { NextShardIterator });
};

/** Pages that are kept as Kinesis would write them are kept as DynamoDB Streams does, too. */
const serialised = new WeakMap<Page, Buffer>();

interface KinesisRecord {
  readonly Data: string;
  readonly SequenceNumber: string;
}

function streamRecordsOf({ json }: Page): string {
  const records = JSON.parse(`[${json}]`) as KinesisRecord[];
  return records.map((record) => JSON.stringify(streamRecord(record))).join(',');
}

function streamRecord({ Data, SequenceNumber }: KinesisRecord): object {
  const record = JSON.parse(String(Buffer.from(Data, 'base64'))) as { readonly dynamodb: object };
  return { ...record, dynamodb: { ...record.dynamodb, SequenceNumber } };
}

function refuseTrimmed(context: Context, input: Input): void {
  const { stream, shardId, position } = readIterator(input.ShardIterator);
  const shard = requestedShard(requestedStream(context, { StreamName: stream }), shardId);
  if (position < shard.trimmed)
    throw new AwsError('TrimmedDataAccessException', `The iterator of ${shardId} is past the trim horizon.`);
}

function named({ StreamArn: arn }: Input): Input {
  return { StreamName: ARN.exec(String(arn))?.[1] };
}

/** The operations of DynamoDB Streams, and what of DynamoDB finds a table's stream. */
export const STREAMS_OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['DescribeStream', describeStream],
  ['DescribeTable', describeTable],
  ['GetRecords', streamRecords],
  ['GetShardIterator', streamIterator],
]);
