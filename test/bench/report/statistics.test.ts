import { expect, test } from 'vitest';
import { figures, mapFigures, percentile } from './statistics.ts';

test.each([
  [[3, 1, 2], 2, 1, 3],
  [[4, 1, 3, 2], 2.5, 1, 4],
  [[7], 7, 7, 7],
  [[10, 9], 9.5, 9, 10],
])('%j: median %d, min %d, max %d', (values, median, min, max) => {
  expect(figures(values)).toEqual({ median, min, max, values });
});

test('without a value there are no figures', () => {
  expect(() => figures([])).toThrow(RangeError);
});

test('a falling conversion swaps min and max', () => {
  const rates = mapFigures(figures([1, 2, 4]), (seconds) => 100 / seconds);
  expect(rates).toEqual({ median: 50, min: 25, max: 100, values: [100, 50, 25] });
});

test('a percentile is one of the values', () => {
  const values = [5, 1, 4, 2, 3];
  expect([0, 50, 95, 100].map((part) => percentile(values, part))).toEqual([1, 3, 5, 5]);
  expect(() => percentile([], 50)).toThrow(RangeError);
});
