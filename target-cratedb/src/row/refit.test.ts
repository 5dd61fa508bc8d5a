import { expect, test } from 'vitest';
import { BIGINT, type ColumnType, objectType, TEXT } from '../column/column-type.ts';
import { refitRow } from './refit.ts';

const refit = (row: object, types: Record<string, ColumnType>): unknown =>
  JSON.parse(
    refitRow(JSON.stringify(row), {
      types: new Map(Object.entries(types)),
      fixed: new Set(['id', 'rest']),
      overflowColumn: 'rest',
    }),
  );

test('a row that fits stays as it is', () => {
  const row = { id: '1', a: 5, o: { x: 1 }, n: null, rest: { b: 2 } };
  expect(refit(row, { a: BIGINT, o: objectType([['x', BIGINT]]), n: TEXT })).toEqual(row);
});

test('what does not fit any more overflows, in addition to what has overflowed before', () => {
  const row = { id: 1, a: 'text', o: { x: 'y', z: 1 }, gone: true, rest: { o: { w: [1, 'a'] }, b: 2 } };
  expect(
    refit(row, {
      a: BIGINT,
      o: objectType([
        ['x', BIGINT],
        ['z', BIGINT],
      ]),
    }),
  ).toEqual({
    id: 1,
    o: { z: 1 },
    rest: { a: 'text', o: { x: 'y', w: [1, 'a'] }, gone: true, b: 2 },
  });
});

test('the exact value in the overflow stays', () => {
  expect(refit({ a: '24', rest: { a: 24 } }, { a: BIGINT })).toEqual({ rest: { a: 24 } });
  expect(refit({ a: 24 }, { a: TEXT })).toEqual({ a: '24', rest: { a: 24 } });
});
