import { type JsonObject, parseJson } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { PatternBudget } from './pattern-budget.ts';
import { recordCheck } from './record-check.ts';

const check = (schema: JsonObject, record: string): string | undefined =>
  recordCheck(schema, new PatternBudget(), () => undefined)(parseJson(record) as JsonObject);

const property = (schema: JsonObject): JsonObject => ({ type: 'object', properties: { a: schema } });

describe('what does not match is named by its path', () => {
  test.each<[string, JsonObject, string]>([
    ['type', property({ type: 'integer' }), '{"a":"1"}'],
    ['null where none may be', property({ type: 'string' }), '{"a":null}'],
    ['enum', property({ enum: ['x'] }), '{"a":"y"}'],
    ['pattern', property({ pattern: '^x' }), '{"a":"y"}'],
    [
      'one pattern of two',
      { properties: { b: { pattern: '^x' }, a: { pattern: '^y' } } },
      '{"a":"x","b":"x"}',
    ],
    ['uniqueItems', property({ uniqueItems: true }), '{"a":[{"x":1,"y":2},{"y":2,"x":1}]}'],
    ['multipleOf', property({ multipleOf: 0.01 }), '{"a":1.001}'],
    ['boolean exclusiveMinimum of draft 4', property({ minimum: 1, exclusiveMinimum: true }), '{"a":1}'],
    ['exclusiveMaximum of later drafts', property({ exclusiveMaximum: 1 }), '{"a":1}'],
    [
      'a reference',
      { properties: { a: { $ref: '#/definitions/n' } }, definitions: { n: { type: 'integer' } } },
      '{"a":"x"}',
    ],
    [
      'prefixItems of 2020-12',
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        ...property({ prefixItems: [{ type: 'integer' }] }),
      },
      '{"a":["x"]}',
    ],
    [
      'unevaluatedItems of 2019-09',
      { $schema: 'https://json-schema.org/draft/2019-09/schema', ...property({ unevaluatedItems: false }) },
      '{"a":[1]}',
    ],
  ])('%s', (_, schema, record) => {
    expect(check(schema, record)).toMatch(/^\/a/);
  });

  test('a missing required property', () => {
    expect(check({ required: ['a'] }, '{}')).toBe("the record must have required property 'a'");
    expect(check({ required: ['constructor'] }, '{}')).toMatch(/constructor/);
  });
});

describe('what taps really send is accepted', () => {
  test.each<[string, JsonObject, string]>([
    ['unknown formats', property({ type: 'string', format: 'singer.decimal' }), '{"a":"1"}'],
    ['known formats, unchecked', property({ type: 'string', format: 'date-time' }), '{"a":"yesterday"}'],
    [
      'unknown keywords',
      property({ type: 'string', airbyte_type: 'x', inclusion: 'automatic' }),
      '{"a":"1"}',
    ],
    ['decimal multiples', property({ multipleOf: 0.1 }), '{"a":0.3}'],
    ['multiples with an exponent', property({ multipleOf: 1e-7 }), '{"a":1e-7}'],
    ['numbers beyond a double', property({ type: 'number' }), '{"a":1e400}'],
    [
      'integers beyond 64 bit',
      property({ type: 'integer', multipleOf: 5 }),
      '{"a":123456789012345678901235}',
    ],
    ['whole numbers with a point', property({ type: 'integer' }), '{"a":1.0}'],
    ['patterns of other languages', property({ pattern: '(?P<year>\\d+)\\Z' }), '{"a":"x"}'],
    ['id and $id', { ...property({ type: 'string', id: 'a' }), id: 'a', $id: 'b' }, '{"a":"x"}'],
    [
      'properties that are named like keywords',
      property({ properties: { id: { type: 'string' } } }),
      '{"a":{"id":"x"}}',
    ],
    ['required as a boolean', property({ type: 'string', required: true }), '{}'],
    ['exclusiveMinimum false', property({ minimum: 1, exclusiveMinimum: false }), '{"a":1}'],
    ['items that may repeat', property({ uniqueItems: false }), '{"a":[1,1]}'],
    ['other drafts', { $schema: 'http://json-schema.org/draft-04/schema#', ...property({}) }, '{"a":1}'],
  ])('%s', (_, schema, record) => {
    expect(check(schema, record)).toBeUndefined();
  });
});

test('a schema that is none throws', () => {
  expect(() => check(property({ $ref: '#/definitions/missing' }), '{}')).toThrow();
});

test.each([
  ['at the top', false],
  ['in an object', true],
])('thousands of properties are checked, %s', { timeout: 60_000 }, (_, isNested) => {
  const names = Array.from({ length: 3500 }, (_, n) => `p${n}`);
  const wide = { properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) };
  const validate = recordCheck(isNested ? property(wide) : wide, new PatternBudget(), () => undefined);
  const resultOf = (record: JsonObject): string | undefined => validate(isNested ? { a: record } : record);
  const all = Object.fromEntries(names.map((name) => [name, 'x']));
  expect(resultOf(all)).toBeUndefined();
  expect(resultOf({ ...all, p3499: 5 })).toMatch(/p3499 must be string$/);
});
