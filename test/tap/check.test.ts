import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addRecords,
  expire,
  type Fault,
  type HostileKinesis,
  type HostileOptions,
  requestsOf,
  shardOf,
  split,
  startHostileKinesis,
  trim,
} from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { startProxy } from '../support/dynamodb-server/proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { settingsOf } from './hostile-source.ts';
import { cdcModel, change, changes, HOUR, sourceUrl, streamsUrl } from './reading/source.ts';
import { check, found } from './run-check.ts';
import { runTap } from './run-tap.ts';
import { startService } from './service.ts';

const SHARD = 'shardId-000000000000';

/** A Kinesis with ten changes in two shards, and what it was asked. */
async function kinesisWith(options: HostileOptions = {}): Promise<HostileKinesis> {
  const { model, cdc } = cdcModel(2);
  addRecords(shardOf(cdc, SHARD), changes(1, 10));
  return await startHostileKinesis(model, options);
}

const refusing = (operation: string, fault: Fault): HostileOptions => ({
  faults: (request) => (request.operation === operation ? fault : undefined),
});

test('finds everything in order, prints no message and gets no record', async () => {
  using folder = temporaryFolder();
  await using kinesis = await kinesisWith();
  const path = join(folder.path, 'bad.jsonl');
  const settings = { on_bad_record: 'dead_letter', dead_letter_path: path };
  const outcome = await check(sourceUrl(kinesis), settings);
  expect(outcome.code, outcome.stdout + outcome.stderr).toBe(0);
  expect(outcome.stdout).toMatch(/^(?:ok {3}\S.*\n)+$/);
  expect(found(outcome, 'stream')).toEqual(['ok cdc: ACTIVE', 'ok 2 open shards']);
  expect(found(outcome, 'retention')[0]).toContain('24 h');
  expect(found(outcome, 'bad records')).toEqual([`ok ${path}`]);
  expect(existsSync(path)).toBe(false);
  const positions = requestsOf(kinesis.log, 'GetShardIterator').map(({ input }) => input.ShardIteratorType);
  expect(positions).toEqual(['LATEST']);
  expect(requestsOf(kinesis.log, 'GetRecords').map(({ input }) => input.Limit)).toEqual([1]);
  const others = kinesis.log
    .map(({ operation }) => operation)
    .filter((name) => !/^(?:Get|List|Desc)/.test(name));
  expect(others).toEqual([]);
});

test.each([
  ['ListShards', 'stream'],
  ['GetShardIterator', 'reading'],
  ['GetRecords', 'reading'],
])('kinesis:%s that is not permitted is named', async (operation, topic) => {
  await using kinesis = await kinesisWith(
    refusing(operation, { kind: 'error', type: 'AccessDeniedException' }),
  );
  const outcome = await check(sourceUrl(kinesis));
  expect(outcome.code).toBe(1);
  expect(found(outcome, topic)[0]).toMatch(new RegExp(`^FAIL kinesis:${operation} is not permitted`));
  expect(outcome.stderr).toContain('CHECK_FAILED');
});

test.each(['AccessDeniedException', 'UnknownOperationException'] as const)(
  'without DescribeStreamSummary (%s) the rest is looked at, with a warning',
  async (type) => {
    await using kinesis = await kinesisWith(refusing('DescribeStreamSummary', { kind: 'error', type }));
    const outcome = await check(sourceUrl(kinesis));
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(found(outcome, 'stream')[0]).toMatch(/^warn kinesis:DescribeStreamSummary/);
    expect(found(outcome, 'reading')[0]).toMatch(/^ok/);
  },
);

test('credentials that AWS does not know are not called a missing permission', async () => {
  const answer = '{"__type":"UnrecognizedClientException","message":"The security token is invalid"}';
  await using service = await startService(400, answer, 'application/x-amz-json-1.1');
  const outcome = await check(sourceUrl({ port: Number(new URL(service.endpoint).port) }));
  expect(found(outcome, 'stream')[0]).toMatch(/^FAIL ACCESS_DENIED.*token is invalid.*Check the credentials/);
  expect(found(outcome, 'reading')[0]).toMatch(/^skip/);
});

test('a reader that is throttled by others is a warning', async () => {
  const fault: Fault = { kind: 'error', type: 'ProvisionedThroughputExceededException' };
  await using kinesis = await kinesisWith(refusing('GetRecords', fault));
  const outcome = await check(sourceUrl(kinesis));
  expect([outcome.code, found(outcome, 'reading')[0]]).toEqual([
    0,
    expect.stringContaining('KINESIS_THROTTLED'),
  ]);
});

test('a stream that is not there is a FAIL, unless the run creates it', async () => {
  await using kinesis = await kinesisWith();
  const url = sourceUrl(kinesis).replace('/cdc?', '/other?');
  const outcome = await check(url);
  expect([outcome.code, found(outcome, 'stream')[0]]).toEqual([
    1,
    expect.stringContaining('STREAM_NOT_FOUND'),
  ]);
  const created = await check(url, { create: true });
  expect([created.code, found(created, 'stream')[0]]).toEqual([0, expect.stringMatching(/^warn .*create/)]);
  expect(requestsOf(kinesis.log, 'CreateStream')).toEqual([]);
});

test('an endpoint that is not there, or is something else, is a FAIL within seconds', async () => {
  const nobody = await check(sourceUrl({ port: 1 }));
  expect([nobody.code, found(nobody, 'stream')[0]]).toEqual([
    1,
    expect.stringContaining('KINESIS_UNREACHABLE'),
  ]);
  await using service = await startService(200, '<html>', 'text/html');
  const foreign = await check(sourceUrl({ port: Number(new URL(service.endpoint).port) }));
  expect([foreign.code, found(foreign, 'stream')[0]]).toEqual([1, expect.stringContaining('ANSWER_INVALID')]);
});

test.each([
  ['DELETING', 1, /^FAIL .*deleted/],
  ['CREATING', 0, /^warn .*waits/],
] as const)('a stream that is %s', async (status, code, said) => {
  const { model, cdc } = cdcModel();
  cdc.status = status;
  await using kinesis = await startHostileKinesis(model);
  const outcome = await check(sourceUrl(kinesis));
  expect([outcome.code, found(outcome, 'stream')[0]]).toEqual([code, expect.stringMatching(said)]);
});

test('AUTO is a warning, a FAIL with times in milliseconds; what streams where is looked up', async () => {
  const { model, cdc } = cdcModel();
  cdc.distribution = 'AUTO';
  await using kinesis = await startHostileKinesis(model);
  const unknown = await check(sourceUrl(kinesis));
  expect([unknown.code, found(unknown, 'delivery')]).toEqual([0, [expect.stringMatching(/^warn .*AUTO/)]]);
  await using proxy = await startProxy(kinesis.endpoint, ({ operation, input }) => {
    if (operation !== 'DescribeKinesisStreamingDestination')
      return { status: 400, body: { __type: 'UnknownOperationException' } };
    const to = {
      StreamArn: cdc.arn,
      DestinationStatus: 'ACTIVE',
      ApproximateCreationDateTimePrecision: 'MILLISECOND',
    };
    return { status: 200, body: { KinesisDataStreamDestinations: input.TableName === 'orders' ? [to] : [] } };
  });
  const settings = { tables: ['orders', 'other'], dynamodb_endpoint_url: proxy.endpoint };
  const outcome = await check(sourceUrl(kinesis), settings);
  expect(outcome.code).toBe(1);
  expect(found(outcome, 'tables').map((line) => line.slice(0, 4))).toEqual(['warn', 'warn']);
  expect(found(outcome, 'delivery')).toEqual([
    expect.stringMatching(/^ok orders streams.*milliseconds/),
    expect.stringMatching(/^warn other does not stream/),
    expect.stringMatching(/^FAIL .*orders streams with MILLISECOND/),
  ]);
  const accepted = await check(sourceUrl(kinesis), { ...settings, accept_auto_distribution: true });
  expect(accepted.code, accepted.stdout).toBe(0);
});

test('a state is compared with what the stream still has', async () => {
  using folder = temporaryFolder();
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, SHARD);
  addRecords(shard, [change(1, 30 * HOUR), change(2, 29 * HOUR), change(3)]);
  await using kinesis = await startHostileKinesis(model);
  const path = join(folder.path, 'state.json');
  const checked = async (settings: object = {}) =>
    await check(sourceUrl(kinesis), settings, ['--state', path]);
  writeFileSync(path, '{}');
  expect(found(await checked(), 'state')[0]).toMatch(/^ok none yet/);
  const { state } = await runTap([sourceUrl(kinesis)], { environment: settingsOf({ max_records: 1 }) });
  writeFileSync(path, JSON.stringify(state));
  const good = await checked();
  expect([good.code, found(good, 'bookmarks')], good.stdout).toEqual([
    0,
    ['ok the stream still has what comes after them'],
  ]);
  trim(shard, 2);
  const gap = await checked();
  expect([gap.code, found(gap, 'bookmarks')[0]]).toEqual([1, expect.stringMatching(/^FAIL .*are gone/)]);
  const accepted = await checked({ on_gap: 'continue' });
  expect([accepted.code, found(accepted, 'bookmarks')[0]]).toEqual([
    0,
    expect.stringMatching(/^warn .*continue/),
  ]);
  split(cdc, SHARD);
  expire(shard);
  expect(found(await checked(), 'bookmarks')[0]).toMatch(/^FAIL .*are gone/);
  writeFileSync(path, JSON.stringify({ bookmarks: { other: {} } }));
  expect(found(await checked(), 'state')[0]).toMatch(/^FAIL STATE_OF_OTHER_STREAM/);
  expect(
    found(await check(sourceUrl(kinesis), {}, ['--state', join(folder.path, 'none')]), 'state')[0],
  ).toMatch(/^FAIL CONFIG_UNREADABLE/);
});

test('a consumer that pushes is looked up, and not registered', async () => {
  await using kinesis = await kinesisWith();
  const outcome = await check(sourceUrl(kinesis, '&fan-out=true'));
  expect([outcome.code, found(outcome, 'consumer')[0]]).toEqual([
    0,
    expect.stringMatching(/^warn .*not registered/),
  ]);
  expect(requestsOf(kinesis.log, 'RegisterStreamConsumer')).toEqual([]);
});

test('the streams of tables are looked at by their own actions', async () => {
  const { model } = cdcModel();
  await using kinesis = await startHostileKinesis(model);
  const outcome = await check(streamsUrl(kinesis));
  expect(outcome.code, outcome.stdout).toBe(0);
  expect(found(outcome, 'reading')[0]).toBe(
    'ok dynamodb:GetShardIterator and dynamodb:GetRecords are permitted',
  );
  kinesis.setFaults(refusing('GetRecords', { kind: 'error', type: 'AccessDeniedException' }).faults);
  expect(found(await check(streamsUrl(kinesis)), 'reading')[0]).toMatch(/^FAIL dynamodb:GetRecords is not/);
});

test('a snapshot alone needs its tables, and its permission to describe them', async () => {
  await using proxy = await startProxy('http://127.0.0.1:1', ({ input }) => {
    if (input.TableName === 'orders')
      return { status: 200, body: { Table: { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] } } };
    const type = input.TableName === 'none' ? 'ResourceNotFoundException' : 'AccessDeniedException';
    return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no' } };
  });
  const url = (table: string): string =>
    `${proxy.endpoint.replace('http://', 'dynamodb://AKIDTEST:x@')}/${table}?region=us-east-1`;
  const good = await check(url('orders'));
  expect([good.code, found(good, 'tables')[0]], good.stdout).toEqual([
    0,
    expect.stringContaining('orders: key id'),
  ]);
  const none = await check(url('none'));
  expect([none.code, found(none, 'tables')[0]]).toEqual([
    1,
    expect.stringContaining('there is no table none'),
  ]);
  const denied = await check(url('denied'));
  expect([denied.code, found(denied, 'tables')[0]]).toEqual([
    1,
    expect.stringContaining('dynamodb:DescribeTable is not'),
  ]);
  expect(proxy.calls.filter(({ operation }) => operation === 'Scan')).toEqual([]);
});

test('a dump is a file that is there', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'dump.ndjson');
  const missing = await check(`file+dynamodb+cdc://${path}`);
  expect([missing.code, found(missing, 'stream')[0]]).toEqual([1, expect.stringMatching(/^FAIL/)]);
  writeFileSync(path, '');
  const good = await check(`file+dynamodb+cdc://${path}`);
  expect(good.code, good.stdout + good.stderr).toBe(0);
});

test('is no part of something else', async () => {
  expect((await check('x', {}, ['--discover'])).code).toBe(2);
  expect((await check('x', {}, ['--test=schema'])).code).toBe(2);
});
