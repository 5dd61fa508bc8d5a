import type { JsonObject } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { declared, NOTHING_DECLARED, pinnedBy } from './declaration.ts';
import { widened } from './widened.ts';

const INTEGER = { type: ['integer', 'null'] };
const NUMBER = { type: ['number', 'null'] };
const STRING = { type: ['string', 'null'] };

describe('an expected schema is widened by what was learned', () => {
  test.each<[JsonObject, JsonObject, JsonObject]>([
    [INTEGER, INTEGER, INTEGER],
    [INTEGER, NUMBER, NUMBER],
    [NUMBER, INTEGER, NUMBER],
    [INTEGER, STRING, { type: ['integer', 'string', 'null'] }],
    [{}, STRING, STRING],
    [{ type: ['string'] }, { type: ['string'] }, { type: ['string'] }],
    [
      { type: ['array', 'null'], items: {} },
      { type: ['array', 'null'], items: INTEGER },
      { type: ['array', 'null'], items: INTEGER },
    ],
    [
      { type: ['object', 'null'], properties: { a: INTEGER } },
      { type: ['object', 'null'], properties: { a: NUMBER, b: STRING } },
      { type: ['object', 'null'], properties: { a: NUMBER, b: STRING } },
    ],
    [
      { type: ['object', 'null'], additionalProperties: true },
      { type: ['object', 'null'], properties: { a: NUMBER } },
      { type: ['object', 'null'], additionalProperties: true },
    ],
  ])('%j and %j: %j', (expected, learned, result) => {
    expect(widened(expected, learned)).toEqual(result);
  });

  test.each<[JsonObject]>([
    [{ type: ['string', 'null'], format: 'date-time' }],
    [{ type: 'integer' }],
    [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }],
  ])('%j says more than learning would, and stays', (expected) => {
    expect(widened(expected, NUMBER)).toBe(expected);
  });
});

describe('what is announced', () => {
  test('pinned before expected before learned, all together', () => {
    const declaration = {
      ...NOTHING_DECLARED,
      pinned: { a: { type: 'number' } },
      expected: { a: STRING, b: INTEGER },
    };
    const learned = { a: INTEGER, b: NUMBER, d: STRING };
    expect(declared(learned, declaration)).toEqual({ a: { type: 'number' }, b: NUMBER, d: STRING });
  });

  test('names like members of Object.prototype are names', () => {
    const learned = JSON.parse(
      '{"__proto__":{"type":["integer","null"]},"constructor":{"type":["string","null"]}}',
    );
    expect(JSON.stringify(declared(learned, NOTHING_DECLARED))).toBe(JSON.stringify(learned));
  });
});

test.each([
  [{}, undefined],
  [{ properties: [] }, undefined],
  [{ properties: {}, key_properties: 'id' }, undefined],
  [{ properties: {}, key_properties: [] }, undefined],
  [{ type: 'object', properties: { a: {} } }, undefined],
  [{ properties: { a: {} }, key_properties: ['a'] }, ['a']],
])('a schema file with %j: its key is %j', (schema, keys) => {
  expect(pinnedBy(schema as JsonObject)?.keyProperties).toEqual(keys);
});
