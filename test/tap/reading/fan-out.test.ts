import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  faultQueue,
  type HostileOptions,
  putAll,
  requestsOf,
  split,
  startHostileKinesis,
  trim,
} from '@cdc-relay/hostile-kinesis';
import { parseMessage } from '@cdc-relay/singer';
import { expect, test, vi } from 'vitest';
import { fixturePath } from '../../support/fixture-path.ts';
import { BIN, run } from '../../support/programs/run.ts';
import { USER_INFO } from '../../support/programs/secrets.ts';
import { TLS } from '../../support/proxy/tls-proxy.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { runTap } from '../run-tap.ts';
import {
  cdcModel,
  change,
  changes,
  HOUR,
  numbersIn,
  range,
  sequenceNumber,
  sourceUrl,
  stateWith,
} from './source.ts';
import { expectGap, runInProcess } from './tap-in-process.ts';

const SHARD = 'shardId-000000000000';
const CONSUMER = 'arn:aws:kinesis:us-east-1:000000000000:stream/cdc/consumer/tap-dynamodb-cdc:1';

/** A Kinesis stream with changes 1 to `count` in one shard, and its server. */
async function served(count: number, options: HostileOptions = {}) {
  const { model, cdc } = cdcModel();
  putAll(cdc, changes(1, count));
  const kinesis = await startHostileKinesis(model, { heartbeatMs: 5, takeoverMs: 0, ...options });
  return { kinesis, cdc, [Symbol.asyncDispose]: () => kinesis.stop() };
}

test('records are pushed over HTTP/2', { timeout: 60_000 }, async () => {
  const tls = {
    cert: readFileSync(fixturePath('tls/server.pem')),
    key: readFileSync(fixturePath('tls/server.key')),
  };
  await using stream = await served(30, { tls, pageSize: 10, eventsPerSubscription: 2 });
  const { kinesis } = stream;
  const url = sourceUrl(kinesis, '&ssl=true&fan-out=true').replace('127.0.0.1', 'localhost');
  const { code, stdout, stderr } = await run(BIN.tap, [url], { env: { NODE_EXTRA_CA_CERTS: TLS.ca } });
  expect(code, stderr).toBe(0);
  const messages = stdout.trim().split('\n').map(parseMessage);
  expect(numbersIn(messages)).toEqual(range(1, 30));
  expect(requestsOf(kinesis.log, 'SubscribeToShard').length).toBeGreaterThan(1);
  expect(requestsOf(kinesis.log, 'GetRecords')).toEqual([]);
  const versions = requestsOf(kinesis.log, 'SubscribeToShard').map(({ httpVersion }) => httpVersion);
  expect(new Set(versions)).toEqual(new Set(['2.0']));
});

test('the consumer is registered once, and waited for', async () => {
  await using stream = await served(5, { consumerCreating: 3 });
  const { kinesis } = stream;
  const first = await runInProcess({ source_url: sourceUrl(kinesis), fan_out: true });
  expect(numbersIn(first.messages)).toEqual(range(1, 5));
  await runInProcess({ source_url: sourceUrl(kinesis), fan_out: CONSUMER }, { state: first.state });
  expect(requestsOf(kinesis.log, 'RegisterStreamConsumer')).toHaveLength(1);
  expect(requestsOf(kinesis.log, 'GetRecords')).toEqual([]);
});

test.each<[string, HostileOptions]>([
  ['there are too many consumers', { consumerLimit: 0 }],
  ['it is not permitted', { faults: ({ operation }) => denied(operation, 'DescribeStreamConsumer') }],
  ['subscribing is not permitted', { faults: ({ operation }) => denied(operation, 'SubscribeToShard') }],
])('shards are polled where %s', async (_, options) => {
  await using stream = await served(5, options);
  const run = await runInProcess({ source_url: sourceUrl(stream.kinesis), fan_out: true });
  expect(run.error).toBeUndefined();
  expect(run.log).toMatch(/^warning .*polled/m);
  expect(numbersIn(run.messages)).toEqual(range(1, 5));
});

function denied(operation: string, refused: string) {
  return operation === refused ? ({ kind: 'error', type: 'AccessDeniedException' } as const) : undefined;
}

test('a consumer that is in use is waited for', async () => {
  const inUse = { kind: 'error', type: 'ResourceInUseException' } as const;
  await using stream = await served(5, { faults: faultQueue({ SubscribeToShard: [inUse, inUse] }) });
  const run = await runInProcess({ source_url: sourceUrl(stream.kinesis), fan_out: true });
  expect(numbersIn(run.messages)).toEqual(range(1, 5));
  expect(requestsOf(stream.kinesis.log, 'GetRecords')).toEqual([]);
});

test('a state of one way is continued by the other, and back', async () => {
  await using stream = await served(5);
  const { kinesis, cdc } = stream;
  const url = { source_url: sourceUrl(kinesis) };
  const pushed = await runInProcess({ ...url, fan_out: true });
  putAll(cdc, changes(6, 8));
  split(cdc, SHARD);
  const polled = await runInProcess(url, { state: pushed.state });
  expect(numbersIn(polled.messages)).toEqual(range(6, 8));
  putAll(cdc, changes(9, 12));
  const again = await runInProcess({ ...url, fan_out: true }, { state: polled.state });
  expect(numbersIn(again.messages).sort((a, b) => a - b)).toEqual(range(9, 12));
});

test.each(['invalid-argument', 'not-found', 'jump'] as const)(
  'a gap is an error: %s',
  async (pastRetention) => {
    await using stream = await served(10, { pastRetention });
    const { kinesis, cdc } = stream;
    const [shard] = cdc.shards;
    if (shard === undefined) throw new Error('no shard');
    trim(shard, 6);
    const state = stateWith({ [SHARD]: sequenceNumber(shard, 3) }, Date.now() - 30 * HOUR);
    expectGap(await runInProcess({ source_url: sourceUrl(kinesis), fan_out: true }, { state }));
  },
);

test('latest begins at the tip', { timeout: 60_000 }, async () => {
  await using stream = await served(5);
  const { kinesis, cdc } = stream;
  const ending = new AbortController();
  const running = runInProcess(
    { source_url: sourceUrl(kinesis), fan_out: true, start: 'latest', follow: true },
    { signal: ending.signal, onMessage: ({ type }) => void (type === 'RECORD' && ending.abort()) },
  );
  await vi.waitUntil(() => kinesis.subscriptionsOf(SHARD).length > 0, { timeout: 50_000 });
  putAll(cdc, changes(6, 6, 0));
  expect(numbersIn((await running).messages)).toContain(6);
});

test('a subscription that says nothing is given up for polling', async () => {
  await using stream = await served(5, { heartbeatMs: 600_000 });
  const run = await runInProcess({
    source_url: sourceUrl(stream.kinesis),
    fan_out: true,
    request_timeout_seconds: 3,
    retry_limit_seconds: 1,
  });
  expect(run.error).toBeUndefined();
  expect(numbersIn(run.messages)).toEqual(range(1, 5));
});

test('the consumer is removed only by a command', async () => {
  await using stream = await served(5);
  const { kinesis } = stream;
  await runInProcess({ source_url: sourceUrl(kinesis), fan_out: true });
  expect(requestsOf(kinesis.log, 'DeregisterStreamConsumer')).toEqual([]);
  const remove = ['remove-consumer', '--url', sourceUrl(kinesis)];
  const removed = await runTap(remove);
  expect(removed).toMatchObject({ exitCode: 0, messages: [] });
  expect(removed.stderr).toContain('is removed');
  expect((await runTap(remove)).stderr).toContain('there was no consumer');
});

test('a slow reader holds the shard back, and what Kinesis ends meanwhile is resumed', {
  timeout: 60_000,
}, async () => {
  const all = range(1, 1_000);
  const { model, cdc } = cdcModel();
  putAll(
    cdc,
    all.map((number) => change(number, 1_000, 30_000)),
  );
  await using kinesis = await startHostileKinesis(model, { pageSize: 20, takeoverMs: 0, heartbeatMs: 5 });
  const tap = spawn(BIN.tap, [sourceUrl(kinesis, '&fan-out=true')], {
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let pushed = 0;
  const isHeldBack = (): boolean => {
    const before = pushed;
    const [subscription] = kinesis.subscriptionsOf(SHARD);
    pushed = subscription?.pushed ?? 0;
    return subscription?.isHeldBack === true && pushed === before;
  };
  await vi.waitUntil(isHeldBack, { interval: 300, timeout: 50_000 });
  expect(pushed).toBeLessThan(all.length);
  kinesis.subscriptionsOf(SHARD)[0]?.end();
  const messages = (await text(tap.stdout)).trim().split('\n').map(parseMessage);
  expect(numbersIn(messages)).toEqual(all);
  expect(requestsOf(kinesis.log, 'SubscribeToShard').length).toBeGreaterThan(1);
});

test.each(['a snapshot alone', 'a dump'])('has no effect on %s, and a warning says so', async (what) => {
  using folder = temporaryFolder();
  const dump = join(folder.path, 'dump.jsonl');
  writeFileSync(dump, String(change(1).data));
  await using stream = await served(0);
  const { port } = stream.kinesis;
  const snapshot = `dynamodb://${USER_INFO}@127.0.0.1:${port}/orders?region=us-east-1`;
  const { log } = await runInProcess({
    source_url: what === 'a dump' ? `file+dynamodb+cdc://${dump}` : snapshot,
    fan_out: true,
    retry_limit_seconds: 0,
  });
  expect(log).toContain('"fan_out" has no effect');
  expect(requestsOf(stream.kinesis.log, 'RegisterStreamConsumer')).toEqual([]);
});
