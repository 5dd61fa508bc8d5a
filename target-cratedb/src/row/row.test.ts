import { Decimal, type JsonObject } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { BIGINT, type ColumnType, DOUBLE, FREE, objectType, TEXT, TIMESTAMP } from '../column/column-type.ts';
import { TableColumns } from '../column/table-columns.ts';
import { type KeyPart, keyOf, rowKeyId } from './key.ts';
import { makeRow, type Overflow, type RowKey } from './row.ts';
import { undeclared } from './undeclared.ts';

const columns = new TableColumns(
  new Map<string, ColumnType>([
    ['id', BIGINT],
    ['name', TEXT],
    ['a%2Eb', BIGINT],
    ['o', objectType([['x', BIGINT]])],
    ['_sdc_overflow', FREE],
  ]),
  ['_sdc_overflow'],
);

const part = (property: string): KeyPart => ({ source: [property], path: [property] });
const overflow: Overflow = { column: '_sdc_overflow', fold: (_, values) => values };

describe('makeRow', () => {
  const rowOf = (record: JsonObject): unknown => {
    const parts = [part('id')];
    const key = keyOf(record, parts, columns);
    if ('reason' in key) throw new Error(key.reason);
    return JSON.parse(
      makeRow(record, columns, { parts, values: key.values, isBeside: false }, overflow).text,
    );
  };

  test('a record that fits is its own row', () => {
    const record = { id: 1, name: 'x', o: { x: 5 }, _sdc_overflow: null };
    const key = { parts: [part('id')], values: ['1'], isBeside: false };
    expect(makeRow({ id: 1, name: 'x', o: { x: 5 } }, columns, key, overflow)).toEqual({
      text: '{"id":1,"name":"x","o":{"x":5}}',
      overflowed: false,
    });
    expect(rowOf(record)).toEqual({ id: '1', name: 'x', o: { x: 5 } });
  });

  test('attributes are renamed to their columns; what fits nowhere overflows under its own name', () => {
    expect(rowOf({ id: 1, 'a.b': 2, 'a%2Eb': 3, name: 4, o: { x: 'y' }, new: 5, gone: null })).toEqual({
      id: '1',
      'a%2Eb': 2,
      name: '4',
      o: {},
      _sdc_overflow: { 'a%2Eb': 3, name: 4, o: { x: 'y' }, new: 5 },
    });
  });

  test('names that CrateDB would misread are encoded below the attribute', () => {
    expect(rowOf({ id: 1, o: { 4: null }, new: { 42: [{ _u_a: 1 }] }, 42: 'x' })).toEqual({
      id: '1',
      o: {},
      _sdc_overflow: { o: { '%34': null }, new: { '%342': [{ '%5Fu_a': 1 }] }, 42: 'x' },
    });
  });

  test('a key that the record does not hold itself is put in front', () => {
    const rowId = { parts: [part('_sdc_row_id')], values: ['r-1'], isBeside: true };
    expect(makeRow({ id: 1 }, columns, rowId, overflow).text).toBe('{"_sdc_row_id":"r-1","id":1}');
    expect(makeRow({}, columns, rowId, overflow).text).toBe('{"_sdc_row_id":"r-1"}');
    const members: RowKey = {
      parts: [
        { source: ['a'], path: ['pk', 'a'] },
        { source: ['b'], path: ['pk', 'b'] },
      ],
      values: ['x', '5'],
      isBeside: true,
    };
    expect(makeRow({ name: 4 }, columns, members, overflow).text).toBe(
      '{"pk":{"a":"x","b":"5"},"name":"4","_sdc_overflow":{"name":4}}',
    );
  });

  test('what a declared member of the overflow column cannot hold is kept under an escaped name', () => {
    const declared: ColumnType = {
      kind: 'free',
      members: new Map([
        ['price', BIGINT],
        ['note', TEXT],
      ]),
    };
    const table = new TableColumns(
      new Map([
        ['id', BIGINT],
        ['_sdc_overflow', declared],
      ]),
      ['_sdc_overflow'],
    );
    const record = { id: 1, price: 2.5, note: 7, other: [1, 'x'] };
    const key = { parts: [part('id')], values: ['1'], isBeside: false };
    expect(JSON.parse(makeRow(record, table, key, overflow).text)).toEqual({
      id: '1',
      _sdc_overflow: { '%70rice': 2.5, '%6Eote': 7, other: [1, 'x'] },
    });
    expect(JSON.parse(makeRow({ id: 1, price: 2 }, table, key, overflow).text)).toEqual({
      id: '1',
      _sdc_overflow: { price: 2 },
    });
  });

  test('only what no column shows counts as overflowed', () => {
    const table = new TableColumns(new Map([...columns.types, ['at', TIMESTAMP]]), ['_sdc_overflow']);
    const key = { parts: [part('id')], values: ['1'], isBeside: false };
    const overflowed = (record: JsonObject): boolean => makeRow(record, table, key, overflow).overflowed;
    expect(overflowed({ id: 1, at: '2026-01-02T03:04:05.123456Z', name: 5 })).toBe(false);
    expect(overflowed({ id: 1, at: 'some day', name: 5 })).toBe(true);
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
      ['time', TIMESTAMP],
    ]),
    [],
  );

  test.each<[string, JsonObject, string]>([
    ['big', { big: 0 }, '0'],
    ['big', { big: new Decimal('9007199254740993') }, '9007199254740993'],
    ['double', { double: 1.5 }, '1.5'],
    ['text', { text: '' }, ''],
    ['text', { text: 1.5 }, '1.5'],
    ['numeric', { numeric: new Decimal('12345678901234567890.5') }, '12345678901234567890.5'],
    ['time', { time: '2024-01-02 03:04:05+01' }, '2024-01-02T02:04:05.000Z'],
  ])('the key in column %s of %o is %j', (property, record, id) => {
    expect(keyOf(record, [part(property)], keyColumns)).toEqual({ values: [id], id });
  });

  test.each<[string, JsonObject, RegExp]>([
    ['big', { big: 1.5 }, /does not fit/],
    ['big', { big: null }, /missing/],
    ['double', {}, /missing/],
    ['double', { double: new Decimal('1.2345678901234567891') }, /does not fit/],
    ['numeric', { numeric: 1.125 }, /does not fit/],
    ['time', { time: '2024-01-02T03:04:05.0001Z' }, /does not fit/],
  ])('the key in column %s of %o is a problem', (property, record, reason) => {
    expect(keyOf(record, [part(property)], keyColumns)).toMatchObject({
      reason: expect.stringMatching(reason),
    });
  });

  test('composite keys are the same only when every part is', () => {
    const id = (a: string, b: string): unknown => {
      const two = new TableColumns(
        new Map([
          ['a', TEXT],
          ['b', TEXT],
        ]),
        [],
      );
      return keyOf({ a, b }, [part('a'), part('b')], two);
    };
    expect(id('a","b', 'c')).not.toEqual(id('a', 'b","c'));
    expect(id('a', 'b')).toEqual({ values: ['a', 'b'], id: '["a","b"]' });
  });
});

test('the id of a row that CrateDB answers is the one of its record', () => {
  expect(rowKeyId(['12.50'], [{ kind: 'numeric', precision: 38, scale: 2 }])).toBe('12.5');
  expect(rowKeyId(['1.0'], [TEXT])).toBe('1.0');
  expect(rowKeyId([new Date('2024-01-02T03:04:05Z'), '7'], [TIMESTAMP, BIGINT])).toBe(
    '["2024-01-02T03:04:05.000Z","7"]',
  );
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
    { path: ['c%2Ed'], type: DOUBLE },
    { path: ['o', 'y'], type: objectType([['z', DOUBLE]]) },
  ]);
});
