import { describe, expect, test } from 'vitest';
import type { ChangeEvent } from '../change-record/event.ts';
import { withoutReservedNames } from './names.ts';
import { completeRecord, itemOf } from './record.ts';

const insert: ChangeEvent = {
  eventName: 'INSERT',
  table: 't',
  micros: 1_649_931_248_740_000,
  keys: { id: 1 },
  newImage: { id: 1, a: 'x' },
};

test('INSERT and MODIFY: the item and its version', () => {
  expect(completeRecord(itemOf(insert), insert)).toEqual({
    id: 1,
    a: 'x',
    _sdc_sequence: 1_649_931_248_740_000,
  });
});

test.each([
  [1_649_931_248_740_000, '2022-04-14T10:14:08.740Z'],
  [1_649_931_248_740_007, '2022-04-14T10:14:08.740007Z'],
])('REMOVE at %d: the key, the version, and the time %s', (micros, time) => {
  const remove: ChangeEvent = {
    ...insert,
    eventName: 'REMOVE',
    micros,
    keys: { id: 1 },
    newImage: undefined,
  };
  expect(completeRecord(itemOf(remove), remove)).toEqual({
    id: 1,
    _sdc_sequence: micros,
    _sdc_deleted_at: time,
  });
});

describe('attributes that are named like Singer columns', () => {
  test('get an underscore more, and never meet', () => {
    const item = { _sdc_sequence: 1, __sdc_sequence: 2, sdc_: 3, _other: 4, _sdc: 5 };
    expect(withoutReservedNames(item)).toEqual({
      __sdc_sequence: 1,
      ___sdc_sequence: 2,
      sdc_: 3,
      _other: 4,
      _sdc: 5,
    });
  });

  test('an item without such is not copied', () => {
    const item = { _other: 1 };
    expect(withoutReservedNames(item)).toBe(item);
  });
});
