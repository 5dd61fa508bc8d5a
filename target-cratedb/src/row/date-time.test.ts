import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainDateTime, readDateTime } from './date-time.ts';

test.each([
  ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05.000Z', true],
  ['2024-01-02T03:04:05.123456789Z', '2024-01-02T03:04:05.123Z', false],
  ['2024-01-02T03:04:05.1230Z', '2024-01-02T03:04:05.123Z', true],
  ['1969-12-31T23:59:59.9999Z', '1969-12-31T23:59:59.999Z', false],
  ['2024-01-02 03:04:05', '2024-01-02T03:04:05.000Z', true],
  ['2024-01-02T03:04:05+0530', '2024-01-01T21:34:05.000Z', true],
  ['2024-01-02T03:04:05-03', '2024-01-02T06:04:05.000Z', true],
  ['2024-01-02T03:04:05,5 UTC', '2024-01-02T03:04:05.500Z', true],
  ['2024-01-02t03:04z', '2024-01-02T03:04:00.000Z', true],
  ['2024-01-02', '2024-01-02T00:00:00.000Z', true],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z', true],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z', true],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z', true],
])('%s is the instant %s', (text, instant, isExact) => {
  expect(readDateTime(text)).toEqual({ text: instant, isExact });
});

test.each([
  '2023-02-29T00:00:00Z',
  '2024-02-30',
  '2024-13-01',
  '2024-01-02T24:00:00Z',
  '2024-01-02T23:59:60Z',
  'now',
  '',
  1704164645000,
  null,
])('%j names no instant', (value) => {
  expect(readDateTime(value)).toBeUndefined();
  expect(isPlainDateTime(value)).toBe(false);
});

test('what is plain is read as it is', () => {
  const instant = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(instant, (date) => {
      const text = date.toISOString();
      expect(isPlainDateTime(text)).toBe(true);
      expect(readDateTime(text)).toEqual({ text, isExact: true });
    }),
  );
});
