import { expect, test } from 'vitest';
import { Throttle } from './throttle.ts';

test('admits 5 calls in any second, per shard', () => {
  const throttle = new Throttle();
  const admitted = [0, 200, 400, 600, 800, 999, 1000, 1100].map((at) => throttle.admit('a', at));
  expect(admitted).toEqual([true, true, true, true, true, false, true, false]);
  expect(throttle.admit('b', 999)).toBe(true);
});

test('a page of 10 MiB blocks the next calls for 5 s', () => {
  const throttle = new Throttle();
  throttle.admit('a', 0);
  throttle.charge('a', 0, 10 * 1024 * 1024);
  expect([4999, 5000].map((at) => throttle.admit('a', at))).toEqual([false, true]);
});
