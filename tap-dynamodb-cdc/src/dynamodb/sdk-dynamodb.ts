import {
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ListTablesCommand,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { ProgramError } from '@cdc-relay/singer';
import { awsFault } from '../aws/aws-fault.ts';
import { exampleOf, keyNames } from '../aws/key-schema.ts';
import { ServerClock } from '../aws/server-clock.ts';
import { type Patience, patiently } from '../kinesis/backoff.ts';
import { MalformedAnswer } from '../kinesis/faults.ts';
import { PassingFault } from '../kinesis/port.ts';
import { FAULTS } from './fault-table.ts';
import type { DynamoDb, ScanPage, ScanRequest, TableDescription } from './port.ts';

/** DynamoDB by way of the AWS SDK; what fails for a passing reason is tried again here. */
export class SdkDynamoDb implements DynamoDb {
  readonly #client: DynamoDBClient;
  readonly #patience: Patience;
  readonly #clock: ServerClock;

  constructor(client: DynamoDBClient, patience: Patience) {
    this.#client = client;
    this.#patience = patience;
    this.#clock = new ServerClock(client);
  }

  get time(): number {
    return this.#clock.time;
  }

  async describe(table: string, signal: AbortSignal): Promise<TableDescription | undefined> {
    const command = new DescribeTableCommand({ TableName: table });
    try {
      const { Table } = await this.#patiently(`DescribeTable of ${quoted(table)}`, signal, () =>
        this.#client.send(command, { abortSignal: signal }),
      );
      const keys = keyNames(Table?.KeySchema);
      const exampleKey = exampleOf(keys, Table?.AttributeDefinitions);
      return { keys, exampleKey, itemCount: Table?.ItemCount ?? 0 };
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
      const page = await this.#patiently('ListTables', signal, () =>
        this.#client.send(command, { abortSignal: signal }),
      );
      names.push(...(page.TableNames ?? []));
      last = page.LastEvaluatedTableName;
    } while (last !== undefined);
    return names;
  }

  async destinations(table: string, signal: AbortSignal): Promise<string[]> {
    const command = new DescribeKinesisStreamingDestinationCommand({ TableName: table });
    const { KinesisDataStreamDestinations: all = [] } = await this.#patiently(
      `DescribeKinesisStreamingDestination of ${quoted(table)}`,
      signal,
      () => this.#client.send(command, { abortSignal: signal }),
    );
    return all.flatMap(({ StreamArn: arn, DestinationStatus: status }) =>
      arn === undefined || status === 'DISABLED' ? [] : [arn],
    );
  }

  async scan(request: ScanRequest, signal: AbortSignal): Promise<ScanPage> {
    const { table, segment, segments, after, limit, consistent } = request;
    const command = new ScanCommand({
      TableName: table,
      Segment: segment,
      TotalSegments: segments,
      ExclusiveStartKey: after,
      Limit: limit,
      ConsistentRead: consistent,
      ReturnConsumedCapacity: 'TOTAL',
    });
    return await this.#patiently(`Scan of ${quoted(table)}`, signal, async () =>
      pageOf(await this.#client.send(command, { abortSignal: signal })),
    );
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
  }

  async #patiently<T>(what: string, signal: AbortSignal, send: () => Promise<T>): Promise<T> {
    const once = async (): Promise<T> => {
      try {
        return await send();
      } catch (error) {
        signal.throwIfAborted();
        const { fault, passing } = awsFault(error, `${what} failed`, FAULTS, 'DYNAMODB_FAILED');
        throw passing ? new PassingFault(fault) : fault;
      }
    };
    return await patiently(this.#patience, once, signal);
  }
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
