import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, run } from '../support/programs/run.ts';
import { sourceOf } from '../tap/hostile-source.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { WAIT } from './following.ts';
import { QUICK, startRelay } from './relay-process.ts';

const NOWHERE = 'crate://crate:secret-9876@127.0.0.1:4200/doc';
const env = {
  ...QUICK,
  DYNAMODB_CDC_RELAY_MAX_RESTARTS: '2',
  TARGET_CRATEDB_PG_PORT: '1',
  TARGET_CRATEDB_RETRY_LIMIT_SECONDS: '0.01',
};

test('a target that always fails ends the relay after the limit, with what to do', {
  timeout: 60_000,
}, async () => {
  const outcome = await run(BIN.relay, ['kinesis+dynamodb+cdc://K:S@127.0.0.1:1/s', NOWHERE], { env });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('restart 2 of 2 in 0.02 s');
  expect(outcome.stderr).not.toContain('restart 3');
  expect(outcome.stderr).toContain(
    'PIPELINE_FAILED: The pipeline failed 3 times in a row without progress, the last time because target-cratedb ended with exit code 1 (CRATEDB_UNREACHABLE).',
  );
  expect(outcome.stderr).toContain('target-cratedb --explain CRATEDB_UNREACHABLE');
  expect(outcome.stderr).not.toContain('secret-9876');
});

test('a tap that always fails, too', { timeout: 60_000 }, async () => {
  await using schema = await openSchema(inject('cratedb'));
  const settings = {
    ...QUICK,
    DYNAMODB_CDC_RELAY_MAX_RESTARTS: '1',
    TAP_DYNAMODB_CDC_RETRY_LIMIT_SECONDS: '0.01',
  };
  const source = 'kinesis+dynamodb+cdc://K:S@127.0.0.1:1/s?region=eu-central-1';
  const outcome = await run(BIN.relay, [source, schema.url], { env: settings });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('tap-dynamodb-cdc ended with exit code 1 (KINESIS_UNREACHABLE)');
  expect(outcome.stderr).toContain('PIPELINE_FAILED: The pipeline failed 2 times in a row');
});

test('settings that cannot be used are no reason for a restart', { timeout: 30_000 }, async () => {
  const outcome = await run(BIN.relay, ['kinesis+dynamodb+cdc://aws/s', `${NOWHERE}/a/b`], { env });
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).not.toContain('; restart ');
  expect(outcome.stderr).toContain('PIPELINE_FAILED: The pipeline failed because target-cratedb ended');
});

test('what is missing is said before anything is started', async () => {
  const outcome = await run(BIN.relay, []);
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(/CONFIG_INVALID[\s\S]*"source" is required[\s\S]*"target" is required/);
  expect(await run(BIN.relay, ['--nonsense'])).toMatchObject({ code: 2 });
  expect(await run(BIN.relay, ['a', 'b', 'c'])).toMatchObject({ code: 2 });
});

test('a record that cannot be decoded ends the relay at once, after what came before it', {
  timeout: 60_000,
}, async () => {
  await using source = await sourceOf([plainRecord(), { partitionKey: 'any', data: 'no change record' }]);
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await run(BIN.relay, [source.url, schema.url], { env: QUICK });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain(
    'The pipeline failed because tap-dynamodb-cdc ended with exit code 1 (CHANGE_RECORD_INVALID)',
  );
  expect(outcome.stderr).toContain('A restart would end in the same error.');
  expect(outcome.stderr).not.toContain('; restart ');
  expect(await schema.rows('orders')).toHaveLength(1);
});

test('what is denied or not there ends the relay at once, while nothing has ever worked', {
  timeout: 60_000,
}, async () => {
  await using source = await sourceOf([plainRecord()]);
  await using schema = await openSchema(inject('cratedb'));
  const outcome = await run(BIN.relay, [source.url.replace('/cdc?', '/other?'), schema.url], { env: QUICK });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('PIPELINE_FAILED: The pipeline failed because tap-dynamodb-cdc ended');
  expect(outcome.stderr).toContain('(STREAM_NOT_FOUND)');
  expect(outcome.stderr).toContain('A restart would not help before that is changed.');
  source.setFaults(({ operation }) =>
    operation === 'GetRecords' ? { kind: 'error', type: 'AccessDeniedException' } : undefined,
  );
  const denied = await run(BIN.relay, [source.url, schema.url], { env: QUICK });
  expect(denied.code).toBe(1);
  expect(denied.stderr).toContain('(ACCESS_DENIED)');
  expect(denied.stderr).not.toContain('; restart ');
});

test('a permission that is taken away for a while is waited for', { timeout: 60_000 }, async () => {
  await using source = await sourceOf([plainRecord()]);
  await using schema = await openSchema(inject('cratedb'));
  await using relay = startRelay(source.url, schema.url);
  const rows = (): Promise<number> =>
    schema.rows('orders').then(
      ({ length }) => length,
      () => 0,
    );
  await expect.poll(rows, WAIT).toBe(1);
  source.setFaults(({ operation }) =>
    operation === 'GetRecords' ? { kind: 'error', type: 'AccessDeniedException' } : undefined,
  );
  await expect.poll(relay.stderr, WAIT).toContain('(ACCESS_DENIED); restart 1 of 10');
  source.setFaults(undefined);
  source.put([plainRecord({ keys: { id: { S: 'later' } } })]);
  await expect.poll(rows, WAIT).toBe(2);
  relay.signal('SIGTERM');
  expect(await relay.ended, relay.stderr()).toBe(0);
});
