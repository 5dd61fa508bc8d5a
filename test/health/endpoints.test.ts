import { METRICS } from '@cdc-relay/singer';
import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { startProxy } from '../support/dynamodb-server/proxy.ts';
import { writeExport } from '../support/exports/export-files.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { observed, observedRelay, SOON, troubledSource, WAIT } from './observed.ts';

/** Names that would be markup, another label or another line. */
const HOSTILE = '<script>alert("1")</script>\\"}\n# x';

test('the relay shows metrics, health, status and a page, of hostile names, too', async () => {
  await using relay = await observedRelay([plainRecord(), plainRecord({ table: HOSTILE })]);
  await expect
    .poll(async () => (await relay.see('/metrics')).text, WAIT)
    .toMatch(/^dynamodb_cdc_rows_written_total\{stream="<script>alert\(\\"1\\"\).*\\n# x"\} 1$/m);
  const { text, headers } = await relay.see('/metrics');
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
  const named = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
  // What has not happened has no series.
  const rare = [
    'not_ready',
    'shard_parent',
    'restarts_total',
    'aws_retries_total',
    'statements_retried_total',
    ...['snapshot_items_total', 'snapshot_bytes_total', 'snapshot_left_seconds', 'snapshot_complete'],
  ];
  const usual = Object.keys(METRICS).filter((name) => !rare.includes(name.replace('dynamodb_cdc_', '')));
  expect(usual.filter((name) => !named.has(name))).toEqual([]);
  const open = await relay.see('/metrics', {
    headers: { accept: 'application/openmetrics-text;version=1.0.0' },
  });
  expect(open.headers.get('content-type')).toMatch(/^application\/openmetrics-text/);
  expect(open.text).toMatch(/# EOF\n$/);
  expect(await relay.see('/livez')).toMatchObject({ status: 200, text: 'alive\n' });
  expect(await relay.see('/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
  const status = await relay.see('/status');
  expect(status.headers.get('content-type')).toMatch(/^application\/json/);
  expect(JSON.parse(status.text)).toMatchObject({
    name: 'dynamodb-cdc-relay',
    ready: true,
    from: expect.stringMatching(/^127\.0\.0\.1:\d+\/cdc in us-east-1$/),
    to: expect.stringContaining(relay.schema.name),
    shards: [{ name: 'shardId-000000000000', records: 2 }],
    streams: [
      { name: 'orders', written: 1 },
      { name: HOSTILE, written: 1 },
    ],
  });
  expect((await relay.see('/')).headers.get('content-type')).toMatch(/^text\/html/);
});

test('the tap shows how far snapshots are', async () => {
  using folder = temporaryFolder();
  await using source = await troubledSource([]);
  const Table = { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], ItemCount: 3 };
  await using dynamoDb = await startProxy('http://127.0.0.1:1', () => ({ status: 200, body: { Table } }));
  const items = ['a', 'b', 'c'].map((id) => ({ id: { S: id } }));
  // The stream was created just now.
  const place = writeExport(folder.path, { table: 'loaded', id: 'full', until: Date.now() + 1_000, items });
  const settings = {
    TAP_DYNAMODB_CDC_HTTP: '127.0.0.1:0',
    TAP_DYNAMODB_CDC_SOURCE_URL: source.url,
    TAP_DYNAMODB_CDC_DYNAMODB_ENDPOINT_URL: dynamoDb.endpoint,
    TAP_DYNAMODB_CDC_MODE: 'snapshot+cdc',
    TAP_DYNAMODB_CDC_TABLES: '["loaded"]',
    TAP_DYNAMODB_CDC_SNAPSHOT_SOURCE: 'export',
    TAP_DYNAMODB_CDC_SNAPSHOT_EXPORTS: JSON.stringify([place]),
    TAP_DYNAMODB_CDC_FOLLOW: 'true',
  };
  await using tap = await observed(openProcess(BIN.tap, [], settings));
  await expect
    .poll(async () => (await tap.see('/metrics')).text, WAIT)
    .toMatch(/^dynamodb_cdc_snapshot_complete\{stream="loaded"\} 1$/m);
  const { text } = await tap.see('/metrics');
  expect(text).toMatch(/^dynamodb_cdc_snapshot_items_total\{stream="loaded"\} 3$/m);
  expect(text).toMatch(/^dynamodb_cdc_snapshot_bytes_total\{stream="loaded"\} \d+$/m);
  expect(text).toMatch(/^dynamodb_cdc_snapshot_left_seconds\{stream="loaded"\} 0$/m);
  expect(JSON.parse((await tap.see('/status')).text).streams).toMatchObject([
    { name: 'loaded', snapshotItems: 3, snapshotLeftSeconds: 0, snapshotComplete: 1 },
  ]);
});

test('tap and target show their own halves', async () => {
  await using source = await troubledSource([plainRecord()]);
  await using schema = await openSchema(inject('cratedb'));
  await using target = await observed(
    openProcess(BIN.target, [schema.url], { TARGET_CRATEDB_HTTP: '127.0.0.1:0' }),
  );
  await target.untilReady();
  const settings = { TAP_DYNAMODB_CDC_HTTP: '127.0.0.1:0', TAP_DYNAMODB_CDC_FOLLOW: 'true' };
  await using tap = await observed(openProcess(BIN.tap, [source.url], settings));
  await tap.untilReady();
  expect(JSON.parse((await tap.see('/status')).text)).toMatchObject({
    from: 'Kinesis stream cdc',
    ready: true,
  });
  expect(JSON.parse((await target.see('/status')).text).to).toContain(`schema ${schema.name}`);
  expect(tap.process.stdout()).toContain('"RECORD"');
  expect(target.process.stdout()).toBe('');
});

test('a port that another program has ends the relay before it reads anything; off is no server', async () => {
  await using source = await troubledSource([]);
  await using schema = await openSchema(inject('cratedb'));
  await using other = await observed(
    openProcess(BIN.target, [schema.url], { TARGET_CRATEDB_HTTP: '127.0.0.1:0' }),
  );
  const port = new URL(other.url).port;
  const outcome = await run(BIN.relay, ['--http', port, source.url, schema.url], { env: SOON });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain(
    `HTTP_UNAVAILABLE: The server of "http" cannot listen on 127.0.0.1:${port}`,
  );
  const off = await run(BIN.relay, ['--http', 'off', '--once', source.url, schema.url], { env: SOON });
  expect(off.code).toBe(0);
  expect(off.stderr).not.toContain('http://127');
  expect(await run(BIN.relay, ['--http', 'nonsense', source.url, schema.url])).toMatchObject({ code: 2 });
});
