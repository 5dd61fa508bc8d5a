import { expect, test } from 'vitest';
import { Repeats } from './repeats.ts';

test('after a minute the message is written again, with the number of those that were not', () => {
  const repeats = new Repeats();
  const admitted = [0, 1, 2, 3, 4, 5, 6].map((now) => repeats.admit('x', now));
  expect(admitted).toEqual([0, 0, 0, 0, 0, undefined, undefined]);
  expect(repeats.rest()).toEqual([['x', 2]]);
  expect(repeats.admit('x', 60_000)).toBe(2);
  expect(repeats.rest()).toEqual([]);
});

test('what is remembered of different messages is bounded, and forgotten when they stay away', () => {
  const repeats = new Repeats();
  for (let n = 0; n < 10_000; n += 1) repeats.admit(`name ${n}`, 0);
  expect(repeats.rest()).toEqual([['other messages', 10_000 - 100 - 5]]);
  expect(repeats.admit('new', 60_000)).toBe(0);
  expect(repeats.admit('new', 60_001)).toBe(0);
});
