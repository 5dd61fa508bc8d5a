import { expect, test } from 'vitest';
import { pageLength } from './aligned-pages.ts';

test.each([
  [0, 10_000, 1000],
  [0, 256, 250],
  [250, 446, 250],
  [500, 711, 500],
  [500, 1000, 500],
  [750, 1000, 250],
  [1000, 1747, 1000],
])('from %d with a Limit of %d: %d records', (position, limit, length) => {
  expect(pageLength(position, limit)).toBe(length);
});

test('a Limit below the shortest page is kept', () => {
  expect(pageLength(0, 7)).toBe(7);
});
