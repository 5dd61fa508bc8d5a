import { expect, test, vi } from 'vitest';
import { arrayType, DOUBLE, FREE, objectType, TEXT } from '../column/column-type.ts';
import { TableColumns } from '../column/table-columns.ts';
import { withinLimit } from './map-limit.ts';

const columns = new TableColumns(
  new Map([
    ['m', objectType([['a', TEXT]])],
    [
      'list',
      arrayType(
        objectType([
          ['a', TEXT],
          ['b', TEXT],
        ]),
      ),
    ],
    [
      'data',
      objectType([
        ['a', TEXT],
        ['b', TEXT],
      ]),
    ],
  ]),
  [],
);

test('a map gets members up to the limit, which is reported once, and a new one with more keeps any', () => {
  const reached = vi.fn();
  const many = objectType(['a', 'b', 'c'].map((name) => [name, TEXT] as const));
  const additions = [
    { path: ['m', 'b'], type: DOUBLE },
    { path: ['m', 'c'], type: DOUBLE },
    { path: ['list', 'c'], type: DOUBLE },
    { path: ['data', 'c'], type: many },
    { path: ['fresh'], type: objectType([['x', arrayType(many)]]) },
  ] as const;
  expect(withinLimit(additions, columns, { maxMembers: 2, attributesIn: 'data', reached })).toEqual([
    { path: ['m', 'b'], type: DOUBLE },
    { path: ['data', 'c'], type: FREE },
    { path: ['fresh'], type: objectType([['x', arrayType(FREE)]]) },
  ]);
  expect(reached.mock.calls).toEqual([[['m']], [['list']]]);
});
