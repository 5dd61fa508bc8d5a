import { kinesisModel, putAll, startHostileKinesis, streamOf } from '@cdc-relay/hostile-kinesis';
import { describe, expect, test } from 'vitest';
import { startKinesisLocal } from '../support/kinesis/kinesis-local.ts';
import { USER_INFO } from '../support/programs/secrets.ts';
import { recordsOf } from './hostile-source.ts';
import { plainRecord } from './plain-records.ts';
import { runTap } from './run-tap.ts';

describe('options of the source URL', () => {
  test('batch-size bounds each call, buffer-time is said to have no effect, the secret is never seen', async () => {
    const model = kinesisModel({ cdc: 1 });
    putAll(
      streamOf(model, 'cdc'),
      [1, 2, 3, 4, 5].map(() => plainRecord()),
    );
    await using kinesis = await startHostileKinesis(model);
    const userInfo = 'KEY:s%2Fe%2Bc%3Ar%40t%25';
    const run = await runTap([
      `kinesis+dynamodb+cdc://${userInfo}@127.0.0.1:${kinesis.port}/cdc?region=us-east-1&batch-size=2&once=true&buffer-time=1`,
    ]);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(recordsOf(run)).toHaveLength(5);
    const limits = kinesis.log
      .filter(({ operation }) => operation === 'GetRecords')
      .map(({ input }) => input.Limit);
    expect(Math.max(...limits.map(Number))).toBe(2);
    expect(run.stderr.match(/buffer-time/g)).toHaveLength(1);
    expect(run.stderr).not.toMatch(/s%2Fe|s\/e\+c/);
  });

  test('an unknown option is refused', async () => {
    const run = await runTap(['kinesis+dynamodb+cdc://KEY:hunter2@aws/cdc?batchsize=2']);
    expect(run).toMatchObject({ exitCode: 2, messages: [] });
    expect(run.stderr).toContain('it has no option "batchsize"');
    expect(run.stderr).not.toContain('hunter2');
  });

  test('idle-sleep is how long the tip of a shard is left alone', async () => {
    expect(await callsAtTip(60)).toBe(1);
    expect(await callsAtTip(0.05)).toBeGreaterThan(2);
  });
});

/** How often an empty shard is asked within a second. */
async function callsAtTip(idleSleep: number): Promise<number> {
  await using kinesis = await startHostileKinesis(kinesisModel({ cdc: 1 }));
  const url = `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:${kinesis.port}/cdc?region=us-east-1&once=false`;
  const environment = { TAP_DYNAMODB_CDC_MAX_DURATION_SECONDS: '1' };
  await runTap([`${url}&idle-sleep=${idleSleep}`], { environment });
  return kinesis.log.filter(({ operation }) => operation === 'GetRecords').length;
}

test('create makes the Kinesis stream that does not exist, with create-shards', {
  timeout: 60_000,
}, async () => {
  await using kinesis = await startKinesisLocal({ streams: { other: 1 } });
  const url = `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:${kinesis.port}/fresh?region=us-east-1`;
  const missing = await runTap([url]);
  expect(missing.stderr).toContain('STREAM_NOT_FOUND');
  const made = await runTap([`${url}&create=true&create-shards=3&start=latest`]);
  expect(made).toMatchObject({ exitCode: 0 });
  const { shards } = (made.state as { bookmarks: { fresh: { shards: object } } }).bookmarks.fresh;
  expect(Object.keys(shards)).toHaveLength(3);
  expect(await runTap([`${url}&create=true&create-shards=9`], { state: made.state })).toMatchObject({
    exitCode: 0,
  });
});
