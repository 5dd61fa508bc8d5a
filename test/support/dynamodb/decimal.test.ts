import { expect, test } from 'vitest';
import { canonicalDecimal, compareDecimals } from './decimal.ts';

test.each([
  ['0', '0'],
  ['-0.00', '0'],
  ['0e9', '0'],
  ['063', '63'],
  ['6.30e1', '63'],
  ['+1E+3', '1000'],
  ['-1.50', '-1.5'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['1e-7', '0.0000001'],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ['1.2e-1', '0.12'],
])('%s is %s', (text, canonical) => {
  expect(canonicalDecimal(text)).toBe(canonical);
});

test.each(['', '.', '-', 'e5', '1e', 'Infinity', '0x1', '1 '])('"%s" is no number', (text) => {
  expect(() => canonicalDecimal(text)).toThrow(RangeError);
});

test('numbers compare by value, exactly', () => {
  const sorted = ['-1e125', '-2', '-1.5', '0', '1e-130', '9007199254740992', '9007199254740993', '1E+125'];
  expect([...sorted].reverse().sort(compareDecimals)).toEqual(sorted);
  expect(compareDecimals('1.0', '1')).toBe(0);
});
