import { expect, test } from 'vitest';
import { compareSequenceNumbers } from './sequence-number.ts';

test.each([
  ['9', '10', -1],
  ['10', '9', 1],
  ['12', '13', -1],
  ['0009', '10', -1],
  ['00010', '9', 1],
  ['007', '7', 0],
  ['0', '00', 0],
])('%s and %s', (a, b, expected) => {
  expect(Math.sign(compareSequenceNumbers(a, b))).toBe(expected);
});
