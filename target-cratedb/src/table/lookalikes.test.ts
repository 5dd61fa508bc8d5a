import { expect, test } from 'vitest';
import { arrayType, BIGINT, objectType, TEXT } from '../column/column-type.ts';
import { lookalikes } from './lookalikes.ts';

test('columns and members that exist in lower case are found, others are not', () => {
  const existing = new Map([
    ['userid', BIGINT],
    ['o', objectType([['list', arrayType(objectType([['itemno', TEXT]]))]])],
  ]);
  expect(
    lookalikes([['userId'], ['userid'], ['Other'], ['o', 'list', 'itemNo'], ['O', 'list']], existing),
  ).toEqual([
    { path: ['userId'], existing: ['userid'] },
    { path: ['o', 'list', 'itemNo'], existing: ['o', 'list', 'itemno'] },
  ]);
});
