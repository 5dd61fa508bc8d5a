import { expect, test } from 'vitest';
import { counted } from './counted.ts';

test.each([
  [0, 'row', undefined, '0 rows'],
  [1, 'row', undefined, '1 row'],
  [2, 'batch', 'batches', '2 batches'],
  [1, 'batch', 'batches', '1 batch'],
])('%i %s', (count, noun, plural, text) => {
  expect(counted(count, noun, plural)).toBe(text);
});
