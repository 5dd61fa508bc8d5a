import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalDecimal, Decimal, isInteger, parseDecimal } from './decimal.ts';

describe('canonicalDecimal', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['0.000', '0'],
    ['5.0', '5'],
    ['+5', '5'],
    ['007', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-1.50', '-1.5'],
    ['1E+3', '1000'],
    ['15e-1', '1.5'],
    ['1E+125', '1E+125'],
    ['9.9999999999999999999999999999999999999E+125', '9.9999999999999999999999999999999999999E+125'],
    ['1E-130', '1E-130'],
    ['0.00001', '0.00001'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ])('%s is spelled %s', (text, canonical) => {
    expect(canonicalDecimal(text)).toBe(canonical);
  });

  test.each(['', '.', '-', 'NaN', 'Infinity', '1e', '1,5', '0x10', ' 1'])('%j is not a number', (text) => {
    expect(canonicalDecimal(text)).toBeUndefined();
  });

  test('every spelling of a number has the same canonical form, which is valid JSON', () => {
    const digits = fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n });
    fc.assert(
      fc.property(digits, fc.integer({ min: -130, max: 125 }), fc.nat(5), (whole, exponent, zeros) => {
        const canonical = canonicalDecimal(`${whole}E${exponent}`);
        const padded = `${whole}${'0'.repeat(zeros)}E${exponent - zeros}`;
        expect(canonicalDecimal(padded)).toBe(canonical);
        expect(canonicalDecimal(canonical ?? '')).toBe(canonical);
        expect(Number.isNaN(JSON.parse(canonical ?? ''))).toBe(false);
      }),
    );
  });
});

describe('parseDecimal', () => {
  test('a number that a double holds is a plain number', () => {
    expect(parseDecimal('3.14')).toBe(3.14);
    expect(parseDecimal('9007199254740992')).toBe(9007199254740992);
    expect(parseDecimal('1e3')).toBe(1000);
    expect(parseDecimal('0.30000000000000004')).toBe(0.1 + 0.2);
    expect(parseDecimal('-0')).toBe(0);
  });

  test('any other keeps its digits', () => {
    expect(parseDecimal('9007199254740993')).toEqual(new Decimal('9007199254740993'));
    expect(parseDecimal('0.12345678901234567890')).toEqual(new Decimal('0.1234567890123456789'));
    expect(parseDecimal('1E+400')).toEqual(new Decimal('1E+400'));
  });
});

test('isInteger sees through the spelling', () => {
  expect(isInteger(5)).toBe(true);
  expect(isInteger(5.5)).toBe(false);
  expect(isInteger(new Decimal('9007199254740993'))).toBe(true);
  expect(isInteger(new Decimal('1.5E+125'))).toBe(true);
  expect(isInteger(new Decimal('9007199254740993.5'))).toBe(false);
  expect(isInteger(new Decimal('1E-130'))).toBe(false);
});
