import { expect, test } from 'vitest';
import { metricsOf, nothingDone } from './outcome.ts';

const records = [1_000, 2_000, 3_000].map((arrived, index) => ({
  shardId: 's',
  sequenceNumber: String(index),
  data: Buffer.of(),
  arrived: new Date(arrived),
}));
const counts = { rows: 2, stale: 1, bad: 0 };

test('what is behind is the newest record, or the first one that is pending', () => {
  const done = { ...counts, pending: undefined, fault: undefined };
  expect(metricsOf(records, done, 10_000)).toEqual({
    Records: 3,
    Rows: 2,
    StaleRecords: 1,
    BadRecords: 0,
    PendingRecords: 0,
    MillisecondsBehind: 7_000,
  });
  const partly = { ...counts, pending: records[1], fault: new Error('x') };
  expect(metricsOf(records, partly, 10_000)).toMatchObject({ PendingRecords: 2, MillisecondsBehind: 8_000 });
});

test('no records are not behind, and a clock that lags is no time', () => {
  const done = { ...counts, pending: undefined, fault: undefined };
  expect(metricsOf([], done, 10_000).MillisecondsBehind).toBe(0);
  expect(metricsOf(records, done, 2_000).MillisecondsBehind).toBe(0);
});

test('of an invocation that could not begin all is pending', () => {
  const outcome = nothingDone(records, new Error('x'));
  expect(metricsOf(records, outcome, 10_000)).toMatchObject({
    Rows: 0,
    PendingRecords: 3,
    MillisecondsBehind: 9_000,
  });
});
