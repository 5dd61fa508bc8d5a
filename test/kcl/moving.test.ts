import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { kinesisModel, localClient, putAll, startHostileKinesis, streamOf } from '@cdc-relay/hostile-kinesis';
import { expect, inject, test } from 'vitest';
import { sourceUrl } from '../e2e/pipe.ts';
import { ordersHistory, QUICK } from '../relay/relay-process.ts';
import { compareTable } from '../support/compare-table.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { orders } from '../support/dynamodb/orders.ts';
import { BIN, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startShard } from './daemon.ts';

const SEED = 11;

test('from the relay to a fleet, and back: the table holds the items each time', {
  timeout: 120_000,
}, async () => {
  const model = kinesisModel({ cdc: 2 });
  const stream = streamOf(model, 'cdc');
  const { records, tables } = ordersHistory(SEED, 300);
  await using kinesis = await startHostileKinesis(model);
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const source = sourceUrl(kinesis.endpoint, 'cdc');
  const state = `${folder.path}/state.json`;
  const relay = async (deleteMode: string): Promise<void> => {
    const env = { ...QUICK, TARGET_CRATEDB_DELETE_MODE: deleteMode };
    const { code, stderr } = await run(BIN.relay, ['--once', '--state-file', state, source, schema.url], {
      env,
    });
    expect(code, stderr).toBe(0);
  };

  // As most relays run; a fleet's tombstones come after those that it has kept beside the table.
  putAll(stream, records.slice(0, 100));
  await relay('remove');
  putAll(stream, records.slice(100, 200));

  const { code, stdout, stderr } = await run(BIN.kcl, ['start-after', state, source]);
  expect(code, stderr).toBe(0);
  const options = new URLSearchParams(stdout.trim());
  expect([...options.keys()]).toEqual(['start', 'start-timestamp']);
  const from = new Date(options.get('start-timestamp') ?? '');
  await carryAsFleet(kinesis.endpoint, from, { source: `${source}&${stdout.trim()}`, schema });

  putAll(stream, records.slice(200));
  await relay('tombstone');
  const rows = await schema.rows(orders.name);
  const live = rows.filter((row) => (row._sdc_deleted_at ?? null) === null);
  expect(compareTable(tables.get(orders.name) ?? [], live, Object.keys(orders.keys))).toEqual([]);
});

/** What the Kinesis Client Library does, with a process for each shard: from a time of arrival to the tip. */
async function carryAsFleet(
  endpoint: string,
  from: Date,
  { source, schema }: { source: string; schema: TestSchema },
): Promise<void> {
  const client = localClient(endpoint);
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: 'cdc' }));
  for (const { ShardId = '' } of Shards) {
    await using shard = startShard({ DYNAMODB_CDC_KCL_SOURCE: source, DYNAMODB_CDC_KCL_TARGET: schema.url });
    await shard.call('initialize', {
      shardId: ShardId,
      sequenceNumber: 'AT_TIMESTAMP',
      subSequenceNumber: 0,
    });
    const records = await recordsFrom(client, ShardId, from);
    await shard.call('processRecords', { records, millisBehindLatest: 0 });
    await shard.call('shutdownRequested');
    expect(shard.checkpoints.at(-1)).toBe(`${records.at(-1)?.sequenceNumber}.0`);
  }
  client.destroy();
}

async function recordsFrom(client: KinesisClient, ShardId: string, Timestamp: Date) {
  const start = { StreamName: 'cdc', ShardId, ShardIteratorType: 'AT_TIMESTAMP', Timestamp } as const;
  const { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
  const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map((record) => ({
    action: 'record',
    data: Buffer.from(record.Data ?? []).toString('base64'),
    partitionKey: record.PartitionKey,
    sequenceNumber: record.SequenceNumber,
    subSequenceNumber: 0,
    approximateArrivalTimestamp: record.ApproximateArrivalTimestamp?.getTime(),
  }));
}
