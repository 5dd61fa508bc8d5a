import { expect, test } from 'vitest';
import { arrayType, BIGINT, objectType, TEXT } from '../column/column-type.ts';
import { fitting, roomIn } from './room.ts';

test('a twentieth of the columns stays free, members counted', () => {
  const types = new Map([
    ['id', BIGINT],
    ['o', objectType([['list', arrayType(objectType([['x', TEXT]]))]])],
  ]);
  expect(roomIn(types, 1000)).toBe(946);
  expect(roomIn(types, 12)).toBe(8);
});

test('what there is room for is added, of an object the members that fit', () => {
  const o = objectType([
    ['a', TEXT],
    ['b', TEXT],
    ['c', TEXT],
  ]);
  const additions = [
    { path: ['x'], type: BIGINT },
    { path: ['o'], type: o },
    { path: ['y'], type: BIGINT },
  ] as const;
  expect(fitting(additions, 6)).toEqual(additions);
  expect(fitting(additions, 4)).toEqual([
    { path: ['x'], type: BIGINT },
    {
      path: ['o'],
      type: objectType([
        ['a', TEXT],
        ['b', TEXT],
      ]),
    },
  ]);
  expect(fitting(additions, 0)).toEqual([]);
});
