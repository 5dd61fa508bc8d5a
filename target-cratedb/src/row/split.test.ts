import { Decimal, type JsonValue, stringifyJson } from '@cdc-relay/singer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  type ColumnType,
  DOUBLE,
  FREE,
  objectType,
  TEXT,
  TIMESTAMP,
} from '../column/column-type.ts';
import { fits } from './fit.ts';
import { split } from './split.ts';

/** OBJECT(IGNORED) in which someone has declared members. */
const DECLARED: Extract<ColumnType, { kind: 'free' }> = {
  kind: 'free',
  members: new Map([
    ['a', BIGINT],
    ['t', TEXT],
  ]),
};

const digits38 = new Decimal('12345678901234567890123456789012345678');

describe('fits', () => {
  test.each<[JsonValue, ColumnType, boolean]>([
    ['a', TEXT, true],
    [7, TEXT, false],
    ['a'.repeat(32_766), TEXT, true],
    ['a'.repeat(32_767), TEXT, false],
    ['ä'.repeat(16_384), TEXT, false],
    ['\ud800', TEXT, false],
    [5, BIGINT, true],
    [2.5, BIGINT, false],
    [1e18, BIGINT, true],
    [2 ** 63, BIGINT, false],
    [new Decimal('9223372036854775806'), BIGINT, true],
    [new Decimal('9223372036854775807'), BIGINT, false],
    [new Decimal('-9223372036854775807'), BIGINT, false],
    [digits38, BIGINT, false],
    [1e300, DOUBLE, true],
    [digits38, DOUBLE, false],
    [true, BOOLEAN, true],
    ['true', BOOLEAN, false],
    ['2024-01-02T03:04:05.678Z', TIMESTAMP, true],
    ['2024-01-02T03:04:05.678900Z', TIMESTAMP, false],
    ['2024-13-02T03:04:05Z', TIMESTAMP, false],
    [1700000000000, TIMESTAMP, false],
    [['a', null], arrayType(TEXT), true],
    [['a', 1], arrayType(TEXT), false],
    ['a', arrayType(TEXT), false],
    [[{ 4: null }], arrayType(objectType([['4', TEXT]])), false],
    [[{ x: { 4: null } }], arrayType(objectType([['x', objectType([['4', TEXT]])]])), false],
    [[{ 4: 'x' }], arrayType(objectType([['4', TEXT]])), true],
    [{ 4: null }, objectType([['4', TEXT]]), false],
    [{ _u_a: null }, objectType([['_u_a', TEXT]]), false],
    [{ a: null }, objectType([['a', TEXT]]), true],
    [{ x: 1 }, objectType([['x', BIGINT]]), true],
    [{ x: 1, y: 1 }, objectType([['x', BIGINT]]), false],
    [{ a: [1, 'x', null, {}] }, FREE, true],
    [{ a: 1e20 }, FREE, false],
    [{ a: 7e125 }, FREE, true],
    [[1], FREE, false],
    [{ 4: 'x' }, FREE, true],
    [{ a: { 4: 'x' } }, FREE, false],
    [{ a: [{ _u_a: 'x' }] }, FREE, false],
    [{ a: { '%41': 'x' } }, FREE, false],
    [null, BIGINT, true],
    ['abc', { kind: 'text', length: 3 }, true],
    ['abcd', { kind: 'text', length: 3 }, false],
    ['a'.repeat(40_000), { kind: 'text', unlimited: true }, true],
    [127, { kind: 'integer', bits: 8 }, true],
    [128, { kind: 'integer', bits: 8 }, false],
    [-32_769, { kind: 'integer', bits: 16 }, false],
    [2 ** 31, { kind: 'integer', bits: 32 }, false],
    [0.1, { kind: 'real' }, true],
    [16_777_217, { kind: 'real' }, false],
    [0.123456789, { kind: 'real' }, false],
    [1e39, { kind: 'real' }, false],
    ['10.0.0.1', { kind: 'other', name: 'ip' }, true],
    ['::1', { kind: 'other', name: 'ip' }, false],
    ['1.2.3', { kind: 'other', name: 'ip' }, false],
    ['2f1a5b7e-1111-4222-8333-123456789abc', { kind: 'other', name: 'uuid' }, true],
    ['2F1A5B7E-1111-4222-8333-123456789ABC', { kind: 'other', name: 'uuid' }, false],
    ['0101', { kind: 'other', name: 'bit', length: 4 }, false],
    ['ab', { kind: 'other', name: 'character', length: 3 }, false],
    [[1, 0.5], { kind: 'other', name: 'float_vector', length: 2 }, true],
    [[1], { kind: 'other', name: 'float_vector', length: 2 }, false],
    ['anything', { kind: 'other', name: 'geo_shape' }, false],
    ['abc   ', { kind: 'text', length: 3, unlimited: true }, false],
    [{ a: 2, b: ['x', 1] }, DECLARED, true],
    [{ a: 2.5 }, DECLARED, false],
    [{ a: 2 }, { ...DECLARED, inArray: true }, true],
    [{ b: 2 }, { ...DECLARED, inArray: true }, false],
    [{ 4: null }, FREE, false],
  ])('%j in %o: %s', (value, type, expected) => {
    expect(fits(value, type)).toBe(expected);
  });
});

describe('split', () => {
  test('of an object the members that fit stay', () => {
    const type = objectType([
      ['x', BIGINT],
      ['inner', objectType([['y', TEXT]])],
    ]);
    expect(split({ x: 'text', inner: { y: 'a', z: 1 }, new: [1, 'b'] }, type)).toEqual({
      stored: { inner: { y: 'a' } },
      overflow: { x: 'text', inner: { z: 1 }, new: [1, 'b'] },
    });
  });

  test('of nulls, those whose names CrateDB would misread overflow', () => {
    const type = objectType([
      ['4', TEXT],
      ['a', TEXT],
    ]);
    expect(split({ 4: null, a: null }, type)).toEqual({ stored: { a: null }, overflow: { 4: null } });
    expect(split([{ 4: null }, { a: 'x' }], arrayType(type))).toEqual({
      stored: undefined,
      overflow: [{ 4: null }, { a: 'x' }],
    });
  });

  test('numbers that no column holds overflow with every digit', () => {
    expect(split(digits38, DOUBLE)).toEqual({ stored: undefined, overflow: digits38.literal });
    expect(split({ a: [digits38] }, FREE)).toEqual({
      stored: {},
      overflow: { a: [digits38.literal] },
    });
  });

  test('NUMERIC takes exact numbers as text', () => {
    const numeric: ColumnType = { kind: 'numeric', precision: 38, scale: 5 };
    expect(split(1.5, numeric)).toEqual({ stored: '1.5', overflow: undefined });
    expect(split(1.123456, numeric)).toEqual({ stored: undefined, overflow: 1.123456 });
    expect(split(digits38, numeric)).toEqual({ stored: undefined, overflow: digits38.literal });
    expect(split(digits38, { ...numeric, scale: 0 })).toEqual({
      stored: digits38.literal,
      overflow: undefined,
    });
  });

  test('a timestamp with microseconds is in its column and, exactly, in the overflow', () => {
    const text = '2024-01-02T03:04:05.678901Z';
    expect(split(text, TIMESTAMP)).toEqual({
      stored: '2024-01-02T03:04:05.678Z',
      overflow: text,
      shown: true,
    });
    expect(split([text], arrayType(TIMESTAMP))).toMatchObject({ overflow: [text], shown: true });
  });

  test.each<[JsonValue, ColumnType, JsonValue]>([
    ['2024-01-02 03:04:05.5+0530', TIMESTAMP, '2024-01-01T21:34:05.500Z'],
    ['12345678901234567890.5', { kind: 'numeric', precision: 38, scale: 2 }, '12345678901234567890.5'],
    [[1.5, null], arrayType({ kind: 'numeric', precision: 38, scale: 2 }), ['1.5', null]],
    [['2024-01-02'], arrayType(TIMESTAMP), ['2024-01-02T00:00:00.000Z']],
  ])('%j is respelled for its column', (value, type, stored) => {
    expect(split(value, type)).toEqual({ stored, overflow: undefined });
  });

  test('a point is in its column and, exactly, in the overflow', () => {
    const type: ColumnType = { kind: 'other', name: 'geo_point' };
    expect(split([8.5, 47.25], type)).toEqual({
      stored: [8.5, 47.25],
      overflow: [8.5, 47.25],
      shown: true,
    });
    expect(split([200, 0], type)).toEqual({ stored: undefined, overflow: [200, 0] });
  });

  test.each<[JsonValue, ColumnType, JsonValue]>([
    [24, TEXT, '24'],
    [false, TEXT, 'false'],
    [digits38, TEXT, digits38.literal],
    [{ a: [1, null] }, TEXT, '{"a":[1,null]}'],
    [['a', 1, null], arrayType(TEXT), ['a', '1', null]],
    [{ x: 24 }, objectType([['x', TEXT]]), { x: '24' }],
    [{ t: true }, DECLARED, { t: 'true' }],
    [123, { kind: 'text', length: 3 }, '123'],
    ['007', { kind: 'numeric', precision: 10, scale: 0 }, '7'],
    ['2001:DB8::1', { kind: 'other', name: 'ip' }, '2001:DB8::1'],
    ['POINT (1 2)', { kind: 'other', name: 'geo_shape' }, 'POINT (1 2)'],
  ])('%j is shown by its column in another form; the overflow has it exactly', (value, type, stored) => {
    const { overflow, ...rest } = split(value, type);
    expect(rest).toEqual({ stored, shown: true });
    expect(stringifyJson(overflow ?? null)).toContain(stringifyJson(value));
  });

  test('what a text column cannot show overflows alone', () => {
    expect(split(1234, { kind: 'text', length: 3 })).toEqual({ stored: undefined, overflow: 1234 });
    const long = { a: 'x'.repeat(40_000) };
    expect(split(long, TEXT)).toEqual({ stored: undefined, overflow: long });
    expect(split({ a: 1.5, t: 5 }, DECLARED)).toEqual({ stored: { t: '5' }, overflow: { a: 1.5, t: 5 } });
  });

  test('stored and overflow together are the value', () => {
    const type = objectType([
      ['a', BIGINT],
      ['b', arrayType(TEXT)],
      ['c', objectType([['a', DOUBLE]])],
      ['__proto__', TEXT],
    ]);
    const name = fc.constantFrom('a', 'b', 'c', 'd', '__proto__');
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.boolean(), tie('list'), tie('object')),
      list: fc.array(tie('any'), { maxLength: 3 }),
      object: fc.dictionary(name, tie('any'), { maxKeys: 4, noNullPrototype: true }),
    })).object as fc.Arbitrary<{ [name: string]: JsonValue }>;
    fc.assert(
      fc.property(value, (object) => {
        const { stored, overflow } = split(object, type);
        expect(merge(stored, overflow)).toEqual(object);
        expect(stored === undefined || fits(stored, type)).toBe(true);
      }),
    );
  });
});

/** Puts the two parts together again, as a reader of the table would. */
function merge(stored: JsonValue | undefined, overflow: JsonValue | undefined): JsonValue | undefined {
  if (overflow === undefined) return stored;
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return overflow;
  const merged = Object.entries({ ...stored } as object);
  for (const [name, value] of Object.entries(overflow as object)) {
    const at = merged.findIndex(([present]) => present === name);
    if (at < 0) merged.push([name, value]);
    else merged[at] = [name, merge(merged[at]?.[1] as JsonValue, value as JsonValue)];
  }
  return Object.fromEntries(merged) as JsonValue;
}
