import { Decimal, type JsonObject } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { BIGINT, type ColumnType, DOUBLE, FREE, objectType, TEXT } from '../column/column-type.ts';
import { TableColumns } from '../column/table-columns.ts';
import { keyOf } from './key.ts';
import { makeRow } from './row.ts';
import { undeclared } from './undeclared.ts';

const columns = new TableColumns(
  new Map<string, ColumnType>([
    ['id', BIGINT],
    ['name', TEXT],
    ['a%2Eb', BIGINT],
    ['o', objectType([['x', BIGINT]])],
    ['_sdc_overflow', FREE],
  ]),
);

describe('makeRow', () => {
  const rowOf = (record: JsonObject): unknown => {
    const key = keyOf(record, ['id'], columns);
    if ('reason' in key) throw new Error(key.reason);
    return JSON.parse(makeRow(record, columns, { properties: ['id'], values: key.values }).text);
  };

  test('a record that fits is its own row', () => {
    const record = { id: 1, name: 'x', o: { x: 5 }, _sdc_overflow: null };
    expect(makeRow({ id: 1, name: 'x', o: { x: 5 } }, columns, undefined)).toEqual({
      text: '{"id":1,"name":"x","o":{"x":5}}',
      overflowed: false,
    });
    expect(rowOf(record)).toEqual({ id: '1', name: 'x', o: { x: 5 } });
  });

  test('attributes are renamed to their columns; what fits nowhere overflows under its own name', () => {
    expect(rowOf({ id: 1, 'a.b': 2, 'a%2Eb': 3, name: 4, o: { x: 'y' }, new: 5, gone: null })).toEqual({
      id: '1',
      'a%2Eb': 2,
      o: {},
      _sdc_overflow: { 'a%2Eb': 3, name: 4, o: { x: 'y' }, new: 5 },
    });
  });

  test('an attribute named like the overflow column overflows itself', () => {
    expect(rowOf({ id: 1, _sdc_overflow: { a: 1 } })).toEqual({
      id: '1',
      _sdc_overflow: { _sdc_overflow: { a: 1 } },
    });
  });
});

describe('keyOf', () => {
  const keyColumns = new TableColumns(
    new Map<string, ColumnType>([
      ['big', BIGINT],
      ['double', DOUBLE],
      ['text', TEXT],
      ['numeric', { kind: 'numeric', precision: 38, scale: 2 }],
    ]),
  );

  test.each<[string, JsonObject, string]>([
    ['big', { big: 0 }, '0'],
    ['big', { big: new Decimal('9007199254740993') }, '9007199254740993'],
    ['double', { double: 1.5 }, '1.5'],
    ['text', { text: '' }, ''],
    ['text', { text: 1.5 }, '1.5'],
    ['numeric', { numeric: new Decimal('12345678901234567890.5') }, '12345678901234567890.5'],
  ])('the key in column %s of %o is %j', (property, record, id) => {
    expect(keyOf(record, [property], keyColumns)).toEqual({ values: [id], id });
  });

  test.each<[string, JsonObject, RegExp]>([
    ['big', { big: 1.5 }, /does not fit/],
    ['big', { big: null }, /missing/],
    ['double', {}, /missing/],
    ['double', { double: new Decimal('1.2345678901234567891') }, /does not fit/],
    ['numeric', { numeric: 1.125 }, /does not fit/],
  ])('the key in column %s of %o is a problem', (property, record, reason) => {
    expect(keyOf(record, [property], keyColumns)).toMatchObject({ reason: expect.stringMatching(reason) });
  });

  test('composite keys are the same only when every part is', () => {
    const id = (a: string, b: string): unknown => {
      const two = new TableColumns(
        new Map([
          ['a', TEXT],
          ['b', TEXT],
        ]),
      );
      return keyOf({ a, b }, ['a', 'b'], two);
    };
    expect(id('a","b', 'c')).not.toEqual(id('a', 'b","c'));
    expect(id('a', 'b')).toEqual({ values: ['a', 'b'], id: '["a","b"]' });
  });
});

test('undeclared finds new columns and members, once each, and leaves illegal names and empty values alone', () => {
  const found = undeclared(
    {
      id: 1,
      fresh: 'x',
      'c.d': 1,
      o: { x: 1, y: { z: 1 }, 'no.name': 1, empty: [] },
      nothing: null,
      list: [],
    },
    columns,
  );
  expect(found).toEqual([
    { path: ['fresh'], type: TEXT },
    { path: ['c%2Ed'], type: BIGINT },
    { path: ['o', 'y'], type: objectType([['z', BIGINT]]) },
  ]);
});
