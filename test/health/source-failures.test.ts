import { expect, test } from 'vitest';
import { plainRecord } from '../tap/plain-records.ts';
import { observedRelay, sooner } from './observed.ts';

// Each failure is named by /readyz, and is over by itself. That it is so within ten seconds of a failure by default is
// measured by HEALTH_DEFAULTS=1; else no test is about time.
const LONG = 240_000;

test('a shard that does not answer', { timeout: LONG }, async () => {
  const env = sooner({ TAP_DYNAMODB_CDC_REQUEST_TIMEOUT_SECONDS: '4' });
  await using relay = await observedRelay([plainRecord()], { env, shards: 2 });
  relay.source.trouble = (operation, shard) =>
    operation === 'GetRecords' && shard === 'shardId-000000000001' ? { kind: 'hang' } : undefined;
  await relay.untilNot(/SHARD_UNANSWERED: shardId-000000000001 \(for \d+ s\)\. Look/);
  expect((await relay.see('/livez')).status).toBe(200);
  relay.source.trouble = undefined;
  await relay.untilReady();
});

test('a shard that answers, and leads on no further', { timeout: LONG }, async () => {
  await using relay = await observedRelay([plainRecord()]);
  relay.source.trouble = (operation) =>
    operation === 'GetRecords' ? { kind: 'page', edit: { empty: true } } : undefined;
  relay.source.put([{ ...plainRecord(), arrival: Date.now() - 60_000 }]);
  await relay.untilNot(/SHARD_STALLED: shardId-000000000000/);
  relay.source.trouble = undefined;
  await relay.untilReady();
});

test('a permission that is revoked', { timeout: LONG }, async () => {
  await using relay = await observedRelay([plainRecord()]);
  relay.source.trouble = () => ({ kind: 'error', type: 'AccessDeniedException' });
  await relay.untilNot(
    /ACCESS_DENIED: tap-dynamodb-cdc ended with exit code 1 \(ACCESS_DENIED\); restart in/,
  );
  expect((await relay.see('/metrics')).text).toMatch(
    /^dynamodb_cdc_restarts_total\{program="tap-dynamodb-cdc"\} \d+$/m,
  );
  expect(JSON.parse((await relay.see('/status')).text)).toMatchObject({
    ready: false,
    notices: expect.arrayContaining([
      expect.objectContaining({ level: 'error', text: expect.stringMatching(/^ACCESS_DENIED: /) }),
    ]),
  });
  relay.source.trouble = undefined;
  await relay.untilReady();
});

test('throttling of every call', { timeout: LONG }, async () => {
  await using relay = await observedRelay([plainRecord()]);
  const refused = { kind: 'error', type: 'ProvisionedThroughputExceededException' } as const;
  relay.source.trouble = (operation) => (operation === 'GetRecords' ? refused : undefined);
  await relay.untilNot(/KINESIS_THROTTLED: GetRecords of the Kinesis stream "cdc" failed/);
  relay.source.trouble = undefined;
  await relay.untilReady();
  expect((await relay.see('/metrics')).text).toMatch(/^dynamodb_cdc_throttles_total [1-9]\d*$/m);
});
