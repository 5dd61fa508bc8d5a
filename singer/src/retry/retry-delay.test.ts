import { expect, test } from 'vitest';
import { retryDelay } from './retry-delay.ts';

test.each([
  [0, 125, 250],
  [1, 250, 500],
  [3, 1_000, 2_000],
  [6, 5_000, 10_000],
  [60, 5_000, 10_000],
])('attempt %d: %d to %d ms', (attempt, least, most) => {
  const delays = { firstMs: 250, maxMs: 10_000 };
  expect(retryDelay(delays, attempt, 0)).toBe(least);
  expect(retryDelay(delays, attempt, 1)).toBe(most);
});
