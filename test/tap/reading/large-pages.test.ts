import { addRecords, requestsOf, shardOf, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { cdcModel, change, numbersIn, range, sourceUrl } from './source.ts';
import { runInProcess } from './tap-in-process.ts';

const SHARD = 'shardId-000000000000';

test('pages of 10 MiB, which block their shard for five seconds, are read; then smaller ones are asked for', async () => {
  const { model, cdc } = cdcModel();
  addRecords(
    shardOf(cdc, SHARD),
    range(1, 12).map((number) => change(number, 1_000, 1_000_000)),
  );
  await using kinesis = await startHostileKinesis(model, { throttled: true });
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  expect(run.error).toBeUndefined();
  expect(numbersIn(run.messages)).toEqual(range(1, 12));
  const limits = requestsOf(kinesis.log, 'GetRecords').map(({ input }) => input.Limit);
  expect(limits[0]).toBeGreaterThan(100);
  expect(limits.at(-1)).toBe(1);
  expect(
    kinesis.log.filter(({ outcome }) => outcome === 'ProvisionedThroughputExceededException'),
  ).not.toEqual([]);
});

test('batch_size bounds what is asked for', async () => {
  const { model } = cdcModel();
  await using kinesis = await startHostileKinesis(model);
  await runInProcess({ source_url: sourceUrl(kinesis), batch_size: 7 });
  const limits = requestsOf(kinesis.log, 'GetRecords').map(({ input }) => input.Limit);
  expect(new Set(limits)).toEqual(new Set([7]));
});
