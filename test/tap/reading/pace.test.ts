import { Writable } from 'node:stream';
import { addRecords, busiestSecond, requestsOf, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { Logger } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import type { Page } from '../../../tap-dynamodb-cdc/dist/kinesis/port.js';
import { SdkKinesis } from '../../../tap-dynamodb-cdc/dist/kinesis/sdk-kinesis.js';
import { GapPolicy } from '../../../tap-dynamodb-cdc/dist/reading/gap-policy.js';
import { readShards } from '../../../tap-dynamodb-cdc/dist/reading/shard-readers.js';
import { ShardWatch } from '../../../tap-dynamodb-cdc/dist/reading/shard-watch.js';
import { ShardSet } from '../../../tap-dynamodb-cdc/dist/shards/shard-set.js';
import { cdcModel, change, changes } from './source.ts';

test('Kinesis is never asked for more than it allows, and all the same soon has said everything', async () => {
  const { model, cdc } = cdcModel(2);
  const [many, large] = cdc.shards;
  if (many === undefined || large === undefined) throw new Error('no shards');
  addRecords(many, changes(1, 60));
  addRecords(
    large,
    Array.from({ length: 8 }, (_, index) => change(100 + index, 1_000, 700_000)),
  );
  await using kinesis = await startHostileKinesis(model, { pageSize: 6, throttled: true });
  const log = new Logger('tap', { level: 'error', live: false, format: ({ message }) => message }, nowhere());
  const retryPolicy = { limitMs: 0, log };
  const sdk = new SdkKinesis(kinesis.client({ maxAttempts: 1 }), 'cdc', retryPolicy);
  const { signal } = new AbortController();
  const shards = new ShardSet(new Map(), new Map());
  shards.add(await sdk.listShards(signal));
  let records = 0;
  await readShards({
    kinesis: sdk,
    shards,
    watch: new ShardWatch(shards),
    gaps: new GapPolicy('fail', log, () => undefined),
    log,
    options: { retryPolicy, batchSize: 10_000, idleMs: 10, paced: true, follow: false },
    atTip: new Set(),
    signal,
    emitter: {
      emit: async (_, page: Page) => {
        records += page.records.length;
        return page.millisBehindLatest === 0 ? 'caughtUp' : 'continue';
      },
    },
  });
  // Without retryPolicy, a single refusal would have been an error.
  expect(records).toBe(68);
  for (const { id } of [many, large]) {
    expect(busiestSecond(requestsOf(kinesis.log, 'GetRecords', id))).toBeLessThanOrEqual(5);
  }
}, 15_000);

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
