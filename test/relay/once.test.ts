import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kinesisModel, putAll, startHostileKinesis, streamOf } from '@cdc-relay/hostile-kinesis';
import { expect, inject, test } from 'vitest';
import { publish, sourceUrl, tableStreamUrl } from '../e2e/pipe.ts';
import { compareTable } from '../support/compare-table.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { awsMicroseconds, dynamoDbStreams } from '../support/dynamodb/dialect.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { orders } from '../support/dynamodb/orders.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { BIN, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { ordersHistory } from './relay-process.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** A Kinesis stream `cdc` with records. */
async function kinesisWith(records: Parameters<typeof putAll>[1]) {
  const model = kinesisModel({ cdc: 2 });
  const put = (more: typeof records): void => putAll(streamOf(model, 'cdc'), more);
  put(records);
  const kinesis = await startHostileKinesis(model);
  return { source: sourceUrl(kinesis.endpoint, 'cdc'), put, [Symbol.asyncDispose]: () => kinesis.stop() };
}

test(`once=true ends at the tip, and the next run goes on from the state in CrateDB (SEED=${seed})`, {
  timeout: 90_000,
}, async () => {
  await using kinesis = await startKinesisLocal({ streams: { cdc: 2 } });
  await using schema = await openSchema(inject('cratedb'));
  const { records, tables } = ordersHistory(seed, 200);
  const source = `${sourceUrl(kinesis.endpoint, 'cdc')}&once=true`;
  for (const part of [records.slice(0, 120), records.slice(120)]) {
    await publish(kinesis, 'cdc', part);
    const outcome = await run(BIN.relay, [source, `${schema.url}/demo`]);
    expect(outcome).toMatchObject({ code: 0, stdout: '' });
    expect(outcome.stderr).toMatch(
      new RegExp(`dynamodb-cdc-relay: done in=${part.length} out=${part.length} `),
    );
    expect(outcome.stderr).not.toContain('test-secret-1234');
    expect(outcome.stderr).not.toContain('METRIC');
  }
  expect(
    compareTable(tables.get('orders') ?? [], await schema.rows('demo'), ['customer_id', 'order_id']),
  ).toEqual([]);
  const [{ state_id: id } = {}] = await schema.query(`SELECT state_id FROM "${schema.name}"."_sdc_state"`);
  expect(id).toBe(`127.0.0.1:${kinesis.port}/cdc in us-east-1 to ${schema.name}/demo`);
});

test.each(['CRATEDB_SQLALCHEMY_URL', 'CRATEDB_CLUSTER_URL'])(
  'the target may come from %s',
  {
    timeout: 60_000,
  },
  async (variable) => {
    const { records, tables } = ordersHistory(seed, 20);
    await using kinesis = await kinesisWith(records);
    await using schema = await openSchema(inject('cratedb'));
    const outcome = await run(BIN.relay, ['--once', kinesis.source], { env: { [variable]: schema.url } });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await schema.rows('orders')).toHaveLength(tables.get('orders')?.length ?? 0);
  },
);

test('a state file instead of a table, and settings of the two programs from files', {
  timeout: 60_000,
}, async () => {
  const { records } = ordersHistory(seed, 20);
  await using kinesis = await kinesisWith(records);
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const file = join(folder.path, 'state.json');
  const args = ['--once', '--state-file', file, kinesis.source, schema.url];
  const settings = { env: { TAP_DYNAMODB_CDC_STREAM_NAME_TEMPLATE: 'x_{table}' } };
  expect(await run(BIN.relay, args, settings)).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(file, 'utf8')).bookmarks).toHaveProperty('cdc');
  kinesis.put(records.slice(0, 3));
  const second = await run(BIN.relay, args, settings);
  expect(second.stderr).toContain('done in=3 ');
  const tables = await schema.query(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1',
    [schema.name],
  );
  const names = tables.map(({ name }) => name);
  expect(names).toContain('x_orders');
  expect(names).not.toContain('_sdc_state');
});

test('make relay', { timeout: 120_000 }, async () => {
  using folder = temporaryFolder();
  const dump = join(folder.path, 'dump.ndjson');
  writeFileSync(dump, `${plainRecord().data}\n`);
  await using schema = await openSchema(inject('cratedb'));
  const args = ['relay', `SOURCE=file+dynamodb+cdc://${dump}`, `TARGET=${schema.url}`, 'ARGS=--once'];
  const outcome = await run('make', args, { cwd: fileURLToPath(new URL('../../', import.meta.url)) });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stdout).not.toContain(schema.url);
  expect(await schema.rows('orders')).toHaveLength(1);
});

test('pipelines that write to different tables do not share a state', { timeout: 60_000 }, async () => {
  const { records } = ordersHistory(seed, 20);
  await using kinesis = await kinesisWith(records);
  await using schema = await openSchema(inject('cratedb'));
  for (const table of ['one', 'two']) {
    const outcome = await run(BIN.relay, ['--once', kinesis.source, `${schema.url}/${table}`]);
    expect(outcome.stderr).toContain(`done in=${records.length} `);
  }
});

test.each(['pushed', 'streams'] as const)(
  `the source may be of shards that push, or DynamoDB Streams: %s (SEED=${seed})`,
  { timeout: 90_000 },
  async (way) => {
    const { changes, tables } = makeHistory({ seed, operations: 60, tables: [orders] });
    const random = seededRandom(seed);
    const dialect = way === 'streams' ? dynamoDbStreams : awsMicroseconds;
    const model = kinesisModel({ orders: 2 });
    putAll(
      streamOf(model, 'orders'),
      changes.map((change) => changeRecord(change, random, dialect)),
    );
    await using kinesis = await startHostileKinesis(model, { heartbeatMs: 5, takeoverMs: 0 });
    await using schema = await openSchema(inject('cratedb'));
    const { endpoint } = kinesis;
    const source =
      way === 'streams'
        ? tableStreamUrl(endpoint, 'orders')
        : `${sourceUrl(endpoint, 'orders')}&fan-out=true`;
    const outcome = await run(BIN.relay, ['--once', source, schema.url]);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(kinesis.log.some(({ operation }) => operation === 'SubscribeToShard')).toBe(way === 'pushed');
    expect(
      compareTable(tables.get('orders') ?? [], await schema.rows('orders'), ['customer_id', 'order_id']),
    ).toEqual([]);
  },
);
