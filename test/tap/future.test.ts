import { addRecords, type Shard, shardOf, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { expect, test } from 'vitest';
import { plainRecord } from './plain-records.ts';
import { cdcModel, sequenceNumber, sourceUrl } from './reading/source.ts';
import { runInProcess } from './reading/tap-in-process.ts';

const ARRIVED = Date.now() - 3_600_000;
const QUARTER_MS = 900_000;

/** Changes whose times are this many milliseconds after their arrival. */
function changesAhead(...ahead: number[]): { model: ReturnType<typeof cdcModel>['model']; shard: Shard } {
  const { model, cdc } = cdcModel();
  const shard = shardOf(cdc, 'shardId-000000000000');
  const records = ahead.map((ms) => ({
    ...plainRecord({ micros: (ARRIVED + ms) * 1_000 }),
    arrival: ARRIVED,
  }));
  addRecords(shard, records);
  return { model, shard };
}

const records = (messages: readonly { type: string }[]) =>
  messages.filter(({ type }) => type === 'RECORD').length;

test('a change that is timed more than a quarter of an hour after its arrival is a bad record', async () => {
  const { model, shard } = changesAhead(-QUARTER_MS * 9, QUARTER_MS, QUARTER_MS + 1_000);
  await using kinesis = await startHostileKinesis(model);
  const run = await runInProcess({ source_url: sourceUrl(kinesis) });
  expect(records(run.messages)).toBe(2);
  expect(run.error).toMatchObject({ code: 'CHANGE_RECORD_INVALID' });
  expect(run.error?.message).toContain(
    'its time is 901 s after its arrival in Kinesis; max_seconds_ahead allows 900 s',
  );
  expect(run.error?.message).toContain(sequenceNumber(shard, 3));
});

test('the setting decides how far ahead is too far', async () => {
  const { model } = changesAhead(9_000, 11_000);
  await using kinesis = await startHostileKinesis(model);
  const settings = { source_url: sourceUrl(kinesis) };
  expect(records((await runInProcess({ ...settings, max_seconds_ahead: 10 })).messages)).toBe(1);
  expect((await runInProcess({ ...settings, max_seconds_ahead: 12 })).error).toBeUndefined();
});
