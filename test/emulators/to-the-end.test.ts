import { join } from 'node:path';
import { EnableKinesisStreamingDestinationCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { describe, expect, inject, test } from 'vitest';
import { runPipe, sourceUrl } from '../e2e/pipe.ts';
import { compareTable } from '../support/compare-table.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import type { Change } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { awsMilliseconds } from '../support/dynamodb/dialect.ts';
import { type History, makeHistory } from '../support/dynamodb/history.ts';
import { orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { applyChange } from '../support/dynamodb-server/apply-change.ts';
import { createTable } from '../support/dynamodb-server/tables.ts';
import { putRecords } from '../support/kinesis/put-records.ts';
import { USER_INFO } from '../support/programs/secrets.ts';
import { type Emulator, startMiniStack, startMoto } from '../support/python/emulator.ts';
import { hasPython } from '../support/python/tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const STREAM = 'cdc-stream';
const CHANGES = 1_000;
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Brings changes to the Kinesis stream of an emulator. */
type Bring = (emulator: Emulator, changes: readonly Change[]) => Promise<void>;

describe.runIf(hasPython)(`${CHANGES} puts, updates and deletes end in an exact table (SEED=${seed})`, () => {
  const history = makeHistory({
    seed,
    operations: CHANGES,
    tables: [orders],
    itemsPerTable: 150,
    tick: 1_000,
  });

  test('MiniStack: a table with a streaming destination, its records those of DynamoDB Streams', async () => {
    await using emulator = await startMiniStack();
    await createTable(emulator.client, orders);
    const StreamArn = await createStream(emulator.kinesis, 4);
    await emulator.client.send(
      new EnableKinesisStreamingDestinationCommand({ TableName: orders.name, StreamArn }),
    );
    await readToTheEnd(emulator, history, [600, CHANGES], async ({ client }, changes) => {
      for (const change of changes) await applyChange(client, change);
    });
  });

  test.each([
    ['MiniStack', startMiniStack],
    ['moto', startMoto],
  ])('%s: DynamoDB Streams', async (_, start) => {
    await using emulator = await start();
    await createTable(emulator.client, orders);
    await readToTheEnd(
      emulator,
      history,
      [600, CHANGES],
      async ({ client }, changes) => {
        for (const change of changes) await applyChange(client, change);
      },
      streamsUrl(emulator.endpoint, orders.name),
    );
  });

  // It has no streaming destination: its Kinesis gets the records that DynamoDB would put there. It goes on putting
  // records into a shard that was split, so that comes last; the closed shard never ends.
  test('moto: change records in three shards, of which one was split', async () => {
    await using emulator = await startMoto();
    await createStream(emulator.kinesis, 3);
    const random = seededRandom(seed);
    await readToTheEnd(emulator, history, [CHANGES, CHANGES], async ({ kinesis }, changes) => {
      const records = changes.map((change) => changeRecord(change, random, awsMilliseconds));
      await putRecords(kinesis, STREAM, records);
      if (changes.length === CHANGES) await split(kinesis);
    });
  });
});

/** How many changes there are before each run. */
type Parts = readonly number[];

/** In several runs, each one from the state of the one before. */
async function readToTheEnd(
  emulator: Emulator,
  { changes, tables }: History,
  parts: Parts,
  bring: Bring,
  source = sourceUrl(emulator.endpoint, STREAM),
): Promise<void> {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const pipe = {
    source,
    target: schema.url,
    statePath: join(folder.path, 'state.json'),
  };
  let brought = 0;
  for (const part of parts) {
    await bring(emulator, changes.slice(brought, part));
    brought = part;
    const outcome = await runPipe(pipe);
    expect(outcome.code, outcome.stderr).toBe(0);
  }
  const items = tables.get(orders.name) ?? [];
  expect(compareTable(items, await schema.rows(orders.name), Object.keys(orders.keys))).toEqual([]);
}

/** The URL of a table's DynamoDB stream, which the tap enables. */
function streamsUrl(endpoint: string, table: string): string {
  const { host } = new URL(endpoint);
  return `dynamodb+cdc://${USER_INFO}@${host}/${table}?region=us-east-1&create=true&snapshot=true`;
}

/** Creates the Kinesis stream, which is there at once; returns its ARN. */
async function createStream(kinesis: KinesisClient, ShardCount: number): Promise<string> {
  await kinesis.send(new CreateStreamCommand({ StreamName: STREAM, ShardCount }));
  const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: STREAM }));
  return summary.StreamDescriptionSummary?.StreamARN ?? '';
}

/** Splits the first of three shards. */
async function split(kinesis: KinesisClient): Promise<void> {
  const third = 2n ** 128n / 3n;
  await kinesis.send(
    new SplitShardCommand({
      StreamName: STREAM,
      ShardToSplit: 'shardId-000000000000',
      NewStartingHashKey: String(third / 2n),
    }),
  );
}
