import { expect, test } from 'vitest';
import { IdleInterval, idleMsOf } from './idle-interval.ts';

test('a few shards are asked four times a second, many together only so often', () => {
  expect([1, 10, 20, 40, 200, 1000].map(idleMsOf)).toEqual([250, 250, 500, 1000, 1000, 5000]);
});

test('a shard whose calls are throttled is asked less often, until they are answered again', () => {
  const interval = new IdleInterval(() => 250);
  interval.throttled();
  interval.throttled();
  expect(interval.ms).toBe(1000);
  for (let calls = 0; calls < 10; calls += 1) interval.throttled();
  expect(interval.ms).toBe(4000);
  interval.answered();
  expect(interval.ms).toBeLessThan(4000);
  for (let calls = 0; calls < 100; calls += 1) interval.answered();
  expect(interval.ms).toBe(250);
});
