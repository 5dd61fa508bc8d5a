import {
  DescribeContinuousBackupsCommand,
  type DescribeContinuousBackupsCommandOutput,
  DescribeExportCommand,
  type DescribeExportCommandOutput,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  type DescribeTableCommandOutput,
  type DynamoDBClient,
  ExportTableToPointInTimeCommand,
  GetItemCommand,
  type KinesisDataStreamDestination,
  ListTablesCommand,
  type ListTablesCommandOutput,
  ScanCommand,
  type ScanCommandOutput,
  type TableDescription as SdkTable,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { ProgramError } from '@cdc-relay/singer';
import { awsFault } from '../aws/aws-fault.ts';
import { type RetryPolicy, withRetry } from '../aws/backoff.ts';
import { FirstAnswer } from '../aws/first-answer.ts';
import { ServerClock } from '../aws/server-clock.ts';
import { TransientError } from '../aws/transient-error.ts';
import { MalformedAnswer } from '../kinesis/faults.ts';
import { EXPORT_FAULTS, FAULTS } from './fault-table.ts';
import { exampleOf, keyNames } from './key-schema.ts';
import type {
  ExportRequest,
  ExportStatus,
  ExportTables,
  GetAnswer,
  ItemTables,
  LatestStream,
  ScanPage,
  ScanRequest,
  SdkItem,
  StreamingDestination,
  StreamTables,
  TableDescription,
} from './port.ts';

/** DynamoDB through the AWS SDK; transient errors are retried here. */
export class SdkDynamoDb implements StreamTables, ItemTables, ExportTables {
  readonly #client: DynamoDBClient;
  readonly #retryPolicy: RetryPolicy;
  readonly #clock: ServerClock;
  readonly #first = new FirstAnswer();
  readonly #arns: ReadonlyMap<string, string>;

  /** `arns`: of tables that are named by ARN, as they may be another account's, by their names. */
  constructor(
    client: DynamoDBClient,
    retryPolicy: RetryPolicy,
    arns: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#arns = arns;
    this.#client = client;
    this.#retryPolicy = retryPolicy;
    this.#clock = new ServerClock(client);
  }

  get time(): number {
    return this.#clock.time;
  }

  async describe(
    table: string,
    signal: AbortSignal,
    retryLimitMs = this.#retryPolicy.limitMs,
  ): Promise<TableDescription | undefined> {
    const command = new DescribeTableCommand({ TableName: this.#arns.get(table) ?? table });
    try {
      return await this.#withRetry(
        `DescribeTable of ${quoted(table)}`,
        signal,
        async () => descriptionOf(await this.#client.send(command, { abortSignal: signal })),
        retryLimitMs,
      );
    } catch (error) {
      if (error instanceof ProgramError && error.code === 'TABLE_NOT_FOUND') return undefined;
      throw error;
    }
  }

  async listTables(signal: AbortSignal): Promise<string[]> {
    const names: string[] = [];
    let last: string | undefined;
    do {
      const command: ListTablesCommand = new ListTablesCommand({ ExclusiveStartTableName: last });
      const page = await this.#withRetry('ListTables', signal, async () =>
        checkNames(await this.#client.send(command, { abortSignal: signal })),
      );
      names.push(...page.names);
      last = page.last;
    } while (last !== undefined);
    return names;
  }

  async destinations(table: string, signal: AbortSignal): Promise<StreamingDestination[]> {
    const command = new DescribeKinesisStreamingDestinationCommand({
      TableName: this.#arns.get(table) ?? table,
    });
    const { KinesisDataStreamDestinations: all = [] } = await this.#withRetry(
      `DescribeKinesisStreamingDestination of ${quoted(table)}`,
      signal,
      () => this.#client.send(command, { abortSignal: signal }),
    );
    return all.flatMap(destinationOf);
  }

  async latestStream(table: string, signal: AbortSignal): Promise<LatestStream> {
    const command = new DescribeTableCommand({ TableName: this.#arns.get(table) ?? table });
    return await this.#withRetry(`DescribeTable of ${quoted(table)}`, signal, async () =>
      latestOf(await this.#client.send(command, { abortSignal: signal })),
    );
  }

  async enableStream(table: string, signal: AbortSignal): Promise<string> {
    const command = new UpdateTableCommand({
      TableName: this.#arns.get(table) ?? table,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    return await this.#withRetry(`UpdateTable of ${quoted(table)}`, signal, async () =>
      checkStream((await this.#client.send(command, { abortSignal: signal })).TableDescription),
    );
  }

  async scan(request: ScanRequest, signal: AbortSignal): Promise<ScanPage> {
    const { table, segment, segments, after, limit, consistent } = request;
    const command = new ScanCommand({
      TableName: this.#arns.get(table) ?? table,
      // An emulator without parallel scans gets requests for all of it.
      ...(segments === 1 ? {} : { Segment: segment, TotalSegments: segments }),
      ExclusiveStartKey: after,
      Limit: limit,
      ConsistentRead: consistent,
      ReturnConsumedCapacity: 'TOTAL',
    });
    return await this.#withRetry(`Scan of ${quoted(table)}`, signal, async () =>
      pageOf(await this.#client.send(command, { abortSignal: signal })),
    );
  }

  async get(table: string, key: SdkItem, signal: AbortSignal): Promise<GetAnswer> {
    const command = new GetItemCommand({
      TableName: this.#arns.get(table) ?? table,
      Key: { ...key },
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL',
    });
    const { Item: item, ConsumedCapacity: consumed } = await this.#withRetry(
      `GetItem of ${quoted(table)}`,
      signal,
      () => this.#client.send(command, { abortSignal: signal }),
    );
    return { item, units: consumed?.CapacityUnits ?? 0 };
  }

  async exportTable(request: ExportRequest, signal: AbortSignal): Promise<string> {
    const { table, bucket, prefix, token } = request;
    const command = new ExportTableToPointInTimeCommand({
      TableArn: table,
      S3Bucket: bucket,
      ...(prefix === '' ? {} : { S3Prefix: prefix }),
      ClientToken: token,
      ExportFormat: 'DYNAMODB_JSON',
      ExportType: 'FULL_EXPORT',
    });
    return await this.#exporting(`ExportTableToPointInTime of ${quoted(table)}`, signal, async () => {
      const { ExportDescription: exported } = await this.#client.send(command, { abortSignal: signal });
      if (exported?.ExportArn !== undefined) return exported.ExportArn;
      throw new MalformedAnswer('the answer of ExportTableToPointInTime names no export');
    });
  }

  async exportStatus(arn: string, signal: AbortSignal): Promise<ExportStatus> {
    const command = new DescribeExportCommand({ ExportArn: arn });
    return await this.#exporting(`DescribeExport of ${arn}`, signal, async () =>
      statusOf(await this.#client.send(command, { abortSignal: signal })),
    );
  }

  async isRecoverable(table: string, signal: AbortSignal): Promise<boolean> {
    const command = new DescribeContinuousBackupsCommand({ TableName: this.#arns.get(table) ?? table });
    return await this.#exporting(`DescribeContinuousBackups of ${quoted(table)}`, signal, async () =>
      recoveryOf(await this.#client.send(command, { abortSignal: signal })),
    );
  }

  async #exporting<T>(what: string, signal: AbortSignal, send: () => Promise<T>): Promise<T> {
    return await this.#withRetry(what, signal, send, this.#retryPolicy.limitMs, EXPORT_FAULTS);
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
  }

  async #withRetry<T>(
    what: string,
    signal: AbortSignal,
    send: () => Promise<T>,
    limitMs = this.#retryPolicy.limitMs,
    faults = FAULTS,
  ): Promise<T> {
    const once = async (): Promise<T> => {
      try {
        return await this.#first.of(send());
      } catch (error) {
        signal.throwIfAborted();
        const found = awsFault(error, `${what} failed`, faults, 'DYNAMODB_FAILED');
        throw found.isTransient && !this.#first.disproves(found)
          ? new TransientError(found.fault)
          : found.fault;
      }
    };
    return await withRetry({ ...this.#retryPolicy, limitMs }, once, signal);
  }
}

function destinationOf({
  StreamArn: stream,
  DestinationStatus: status,
  ApproximateCreationDateTimePrecision: precision,
}: KinesisDataStreamDestination): StreamingDestination[] {
  if (stream === undefined || status === 'DISABLED') return [];
  return [{ stream, status, isCoarse: precision === 'MILLISECOND' }];
}

/** Throws MalformedAnswer, since `{}` would look like a table without a key. */
function descriptionOf({ Table: table }: DescribeTableCommandOutput): TableDescription {
  const keys = keyNames(table?.KeySchema);
  if (keys.length === 0) throw new MalformedAnswer('the answer of DescribeTable has no key');
  const exampleKey = exampleOf(keys, table?.AttributeDefinitions);
  const { ItemCount: itemCount = 0, TableSizeBytes: bytes = 0 } = table ?? {};
  return { keys, exampleKey, itemCount, bytes, arn: table?.TableArn };
}

/** Throws MalformedAnswer, since `{}` would look like an export that has failed. */
function statusOf({ ExportDescription: exported }: DescribeExportCommandOutput): ExportStatus {
  const { ExportStatus: status, FailureCode: code, FailureMessage: message } = exported ?? {};
  if (status === 'IN_PROGRESS') return { state: 'running' };
  if (status === 'COMPLETED') return { state: 'completed' };
  if (status === 'FAILED') return { state: 'failed', reason: [code, message].filter(Boolean).join(': ') };
  throw new MalformedAnswer('the answer of DescribeExport has no status');
}

/** Throws MalformedAnswer, since `{}` would look like a table without recovery. */
function recoveryOf({ ContinuousBackupsDescription: backups }: DescribeContinuousBackupsCommandOutput) {
  if (backups === undefined)
    throw new MalformedAnswer('the answer of DescribeContinuousBackups describes none');
  return backups.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
}

/** Throws MalformedAnswer, since `{}` would look like a table without a stream. */
function latestOf({ Table: table }: DescribeTableCommandOutput): LatestStream {
  if (table === undefined) throw new MalformedAnswer('the answer of DescribeTable has no table');
  return { arn: table.LatestStreamArn, isEnabled: table.StreamSpecification?.StreamEnabled === true };
}

/** Throws MalformedAnswer. */
function checkStream(table: SdkTable | undefined): string {
  if (table?.LatestStreamArn !== undefined) return table.LatestStreamArn;
  throw new MalformedAnswer('the answer of UpdateTable names no stream');
}

/** Throws MalformedAnswer, since `{}` would look like an account without tables. */
function checkNames({ TableNames: names, LastEvaluatedTableName: last }: ListTablesCommandOutput) {
  if (!Array.isArray(names)) throw new MalformedAnswer('the answer of ListTables has no names');
  return { names, last };
}

/** Throws MalformedAnswer, since `{}` would look like the end of a segment. */
function pageOf({
  Items: items,
  LastEvaluatedKey: last,
  ConsumedCapacity: consumed,
}: ScanCommandOutput): ScanPage {
  if (!Array.isArray(items)) throw new MalformedAnswer('the answer of Scan has no items');
  return { items, last, units: consumed?.CapacityUnits ?? 0 };
}

function quoted(table: string): string {
  return `the table ${JSON.stringify(table)}`;
}
