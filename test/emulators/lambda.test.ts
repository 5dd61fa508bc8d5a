import {
  DescribeTableCommand,
  type DynamoDBClient,
  EnableKinesisStreamingDestinationCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import { describe, expect, inject, test, vi } from 'vitest';
import { compareTable } from '../support/compare-table.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type History, makeHistory } from '../support/dynamodb/history.ts';
import { orders } from '../support/dynamodb/orders.ts';
import { applyChange } from '../support/dynamodb-server/apply-change.ts';
import { createTable } from '../support/dynamodb-server/tables.ts';
import { type Emulator, startMiniStack } from '../support/python/emulator.ts';
import { hasPython } from '../support/python/tool.ts';
import { DeployedFunction } from './function.ts';

/** The whole run has 5,000: CHANGES=5000. */
const CHANGES = Number(process.env.CHANGES ?? 500);
const BATCH = 100;
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const UNTIL_ALL_ARRIVED = { timeout: 280_000, interval: 250 };

/** Has DynamoDB write changes of a table to a stream; returns the stream's ARN. */
type Connect = (emulator: Emulator) => Promise<string>;

describe.runIf(hasPython)(`${CHANGES} changes through the function in MiniStack (SEED=${seed})`, () => {
  const history = makeHistory({ seed, operations: CHANGES, tables: [orders], itemsPerTable: 150 });

  test.each<[string, Connect]>([
    ['the Kinesis stream of the table', kinesisDestination],
    ['DynamoDB Streams', tableStream],
  ])('%s: the table equals the items', async (_, connect) => {
    await using schema = await openSchema(inject('cratedb'));
    await using emulator = await startMiniStack(['lambda']);
    await using deployed = new DeployedFunction(emulator.endpoint);
    await createTable(emulator.client, orders);
    const stream = await connect(emulator);
    await deployed.deploy({ TARGET_CRATEDB_URL: schema.url });
    const mapping = await deployed.mapTo(stream, BATCH);
    for (const change of history.changes) await applyChange(emulator.client, change);
    await vi.waitFor(async () => expect(await differences(schema, history)).toEqual([]), UNTIL_ALL_ARRIVED);
    expect(await deployed.lastResult(mapping)).toMatch(/^OK/);
  });
});

async function differences(schema: TestSchema, { tables }: History): Promise<unknown[]> {
  const rows = await schema.rows(orders.name);
  const live = rows.filter((row) => (row._sdc_deleted_at ?? null) === null);
  return compareTable(tables.get(orders.name) ?? [], live, Object.keys(orders.keys));
}

async function kinesisDestination({ client, kinesis }: Emulator): Promise<string> {
  const StreamArn = await createStream(kinesis);
  await client.send(new EnableKinesisStreamingDestinationCommand({ TableName: orders.name, StreamArn }));
  return StreamArn;
}

async function createStream(kinesis: KinesisClient): Promise<string> {
  const StreamName = 'cdc-stream';
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 4 }));
  const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  return summary.StreamDescriptionSummary?.StreamARN ?? '';
}

async function tableStream({ client }: { client: DynamoDBClient }): Promise<string> {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  await client.send(new UpdateTableCommand({ TableName: orders.name, StreamSpecification }));
  const { Table } = await client.send(new DescribeTableCommand({ TableName: orders.name }));
  return Table?.LatestStreamArn ?? '';
}
