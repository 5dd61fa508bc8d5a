import type { JsonObject } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { resolveSchema } from './resolve.ts';

const integer = { type: 'integer' };
const resolved = (schema: JsonObject): JsonObject => resolveSchema(schema).schema;

test('references are replaced by what they refer to, wherever they point', () => {
  const schema = {
    definitions: { n: integer, 'a/b~c d': integer },
    properties: {
      a: { $ref: '#/definitions/n' },
      b: { type: 'array', items: { $ref: '#/definitions/n' } },
      c: { $ref: '#/definitions/a~1b~0c%20d' },
      d: { $ref: '#/properties/b' },
      e: { anyOf: [{ $ref: '#/definitions/n' }, { type: 'null' }] },
      f: { $ref: 'https://elsewhere/schema' },
      g: { $ref: '#/definitions/missing', description: 'kept' },
    },
  };
  const { properties } = resolved(schema);
  expect(properties).toEqual({
    a: integer,
    b: { type: 'array', items: integer },
    c: integer,
    d: { type: 'array', items: integer },
    e: { anyOf: [integer, { type: 'null' }] },
    f: {},
    g: { description: 'kept' },
  });
});

test('a schema that contains itself ends where it begins again', () => {
  const node = { type: 'object', properties: { value: integer, next: { $ref: '#/definitions/node' } } };
  const { properties } = resolved({
    definitions: { node },
    properties: { list: { $ref: '#/definitions/node' } },
  });
  expect(properties).toEqual({
    list: { type: 'object', properties: { value: integer, next: {} } },
  });
  expect(resolved({ $ref: '#' })).toEqual({});
});

test('parts of allOf add up', () => {
  const { properties, type } = resolved({
    allOf: [
      { type: 'object', properties: { a: integer, o: { type: 'object', properties: { x: integer } } } },
      { properties: { b: integer, o: { properties: { y: integer } } } },
    ],
  });
  expect(type).toBe('object');
  expect(properties).toEqual({
    a: integer,
    b: integer,
    o: { type: 'object', properties: { x: integer, y: integer } },
  });
});

test('definitions that multiply are cut', () => {
  const definitions: JsonObject = { d0: integer };
  for (let n = 1; n < 40; n += 1) {
    const reference = { $ref: `#/definitions/d${n - 1}` };
    definitions[`d${n}`] = { properties: { a: reference, b: reference } };
  }
  const text = JSON.stringify(resolved({ definitions: {}, allOf: [{ $ref: '#/nowhere' }], properties: {} }));
  expect(text).toBe('{"definitions":{},"properties":{}}');
  const { schema, isWhole } = resolveSchema({
    definitions,
    properties: { all: { $ref: '#/definitions/d39' } },
  });
  expect(JSON.stringify(schema.properties).length).toBeLessThan(2_000_000);
  expect(isWhole).toBe(false);
});

test('deep schemas are cut', () => {
  let schema: JsonObject = integer;
  for (let n = 0; n < 10_000; n += 1) schema = { properties: { a: schema } };
  expect(() => resolved(schema)).not.toThrow();
});

test.each<[boolean, string, JsonObject]>([
  [true, 'a list', { next: { $ref: '#' } }],
  [true, 'a tree', { left: { $ref: '#' }, right: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }],
  [false, 'two ways back from one place', { next: { allOf: [{ $ref: '#' }, { $ref: '#' }] } }],
  [false, 'a loop that goes no deeper', { a: { $ref: '#/properties/b' }, b: { $ref: '#/properties/a' } }],
])('may be validated by (%s): %s', (isWhole, _, properties) => {
  expect(resolveSchema({ properties }).isWhole).toBe(isWhole);
});
