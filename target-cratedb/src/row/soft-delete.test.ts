import { expect, test } from 'vitest';
import { BIGINT, BOOLEAN, TEXT, TIMESTAMP } from '../column/column-type.ts';
import { softDeletionTime } from './soft-delete.ts';

const TIME = '2026-01-02T03:04:05.000Z';
const MILLIS = Date.parse(TIME);
const HTTP_DATE = 'Fri, 02 Jan 2026 03:04:05 GMT';

test('a time marks a row in whatever spelling, as its column takes it', () => {
  for (const value of [TIME, '2026-01-02 04:04:05+01', MILLIS, HTTP_DATE])
    expect(softDeletionTime(value, TIMESTAMP)).toBe(TIME);
  expect(softDeletionTime('2026-01-02T03:04:05.000999Z', TIMESTAMP)).toBe(TIME);
  expect(softDeletionTime(MILLIS, BIGINT)).toBe(MILLIS);
  expect(softDeletionTime(HTTP_DATE, TEXT)).toBe(HTTP_DATE);
  expect(softDeletionTime(MILLIS, TEXT)).toBe(TIME);
});

test('what is no time for certain marks nothing', () => {
  const values = [
    'yesterday',
    '',
    'Invalid Date',
    'Sat, 02 Jan 2026 03:04:05 GMT',
    1767323045,
    2 ** 52,
    1.5,
    true,
  ];
  for (const value of [...values, {}, [TIME]]) expect(softDeletionTime(value, TIMESTAMP)).toBeUndefined();
  expect(softDeletionTime(HTTP_DATE, BIGINT)).toBeUndefined();
  for (const value of ['yesterday', '', '5']) expect(softDeletionTime(value, TEXT)).toBeUndefined();
  for (const value of [1, 1767323045]) expect(softDeletionTime(value, BIGINT)).toBeUndefined();
  expect(softDeletionTime(true, BOOLEAN)).toBeUndefined();
});
