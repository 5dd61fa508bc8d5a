import { expect, test } from 'vitest';
import { StatusText } from './status-text.ts';
import { MetricTotals } from './totals.ts';

const metric = (name: string, value: number, tags = {}) =>
  ({ type: 'counter', metric: name, value, tags }) as const;

test('counters add up, and restarts lose nothing', () => {
  const metrics = new MetricTotals(3000);
  metrics.tapStarts();
  for (const value of [5, 3]) metrics.tap(metric('record_count', value, { stream: 'a' }), 0);
  metrics.tap(metric('record_count', 1, { stream: 'b' }), 0);
  metrics.tap(metric('dead_letter_count', 1), 0);
  metrics.tap(metric('millis_behind_latest', 9000, { shard: '1' }), 0);
  metrics.tap(metric('millis_behind_latest', 3000, { shard: '2' }), 0);
  for (const value of [4, 2]) metrics.target(metric('upserted_count', value, { stream: 'a' }), 0);
  metrics.target(metric('bad_record_count', 1, { stream: 'b' }), 0);
  metrics.target(metric('batch_count', 2, { stream: 'a' }), 0);
  expect(metrics.totals(0)).toEqual({ in: 9, out: 7, lagSeconds: 9, batches: 2, stale: 0, dead: 2 });

  metrics.tapStarts();
  metrics.tap(metric('record_count', 2, { stream: 'a' }), 0);
  expect(metrics.totals(0)).toMatchObject({ in: 11, lagSeconds: 9, dead: 2 });
});

test('rates are those of the last ten seconds', () => {
  const text = new StatusText();
  const at = (seconds: number, count: number): string =>
    text.next({ in: count, out: count / 2, lagSeconds: 1.4, batches: 3, stale: 1, dead: 0 }, seconds * 1000);
  expect(at(0, 100)).toBe('100 in (0/s), 50 out (0/s), 1 s behind, 3 batches, 1 stale, 0 dead');
  expect(at(5, 200)).toMatch(/^200 in \(20\/s\), 100 out \(10\/s\)/);
  expect(at(10, 300)).toMatch(/^300 in \(20\/s\)/);
  expect(at(15, 300)).toMatch(/^300 in \(10\/s\)/);
  expect(at(75, 900)).toMatch(/^900 in \(10\/s\)/);
});
