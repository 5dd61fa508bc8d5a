import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMultipleOf } from './multiple-of.ts';

test('multiples are those of decimal numbers', () => {
  expect(isMultipleOf(0.3, 0.1)).toBe(true);
  expect(isMultipleOf(1.005, 0.01)).toBe(false);
  expect(isMultipleOf(19.99, 0.01)).toBe(true);
  expect(isMultipleOf(7, 2)).toBe(false);
  expect(isMultipleOf(1e22, 3)).toBe(true);
});

test('every number of this many digits is a multiple of the last one', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 9 }), (digits, scale) => {
      const number = Number(`${digits}e-${scale}`);
      expect(isMultipleOf(number, Number(`1e-${scale}`))).toBe(true);
    }),
  );
});
