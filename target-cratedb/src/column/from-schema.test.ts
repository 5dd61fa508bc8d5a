import { Decimal, type JsonValue } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { typeToSql } from '../sql/to-sql.ts';
import { typeFromSchema } from './from-schema.ts';
import { typeFromValue } from './from-value.ts';

const sqlOf = (schema: JsonValue): string | undefined => {
  const type = typeFromSchema(schema);
  return type === undefined ? undefined : typeToSql(type);
};

test.each<[JsonValue, string | undefined]>([
  [{ type: 'string' }, 'TEXT'],
  [{ type: ['null', 'integer'] }, 'BIGINT'],
  [{ type: ['integer', 'number'] }, 'DOUBLE PRECISION'],
  [{ type: ['integer', 'string'] }, 'TEXT'],
  [{ type: 'boolean' }, 'BOOLEAN'],
  [{ type: ['string', 'null'], format: 'date-time' }, 'TIMESTAMP WITH TIME ZONE'],
  [{ type: 'array', items: { type: 'string' } }, 'ARRAY(TEXT)'],
  [{ type: 'array', items: { type: 'array', items: { type: 'integer' } } }, 'ARRAY(ARRAY(BIGINT))'],
  [{ type: 'object' }, 'OBJECT(DYNAMIC)'],
  [{ properties: { 'a"b': { type: 'string' } } }, 'OBJECT(DYNAMIC) AS ("a""b" TEXT)'],
  [
    { type: 'object', properties: { x: { type: 'integer' }, 'y.z': { type: 'string' }, n: {} } },
    'OBJECT(DYNAMIC) AS ("x" BIGINT)',
  ],
  [{ anyOf: [{ type: 'null' }, { type: 'number' }] }, 'DOUBLE PRECISION'],
  [{ type: 'array' }, undefined],
  [{ type: 'null' }, undefined],
  [{}, undefined],
  [true, undefined],
])('%j makes %s', (schema, sql) => {
  expect(sqlOf(schema)).toBe(sql);
});

test('a schema that nests without end makes a type of bounded depth', () => {
  let schema: JsonValue = { type: 'string' };
  for (let depth = 0; depth < 5000; depth += 1) schema = { type: 'array', items: schema };
  expect(sqlOf(schema)).toBeUndefined();
});

test.each<[JsonValue, string | undefined]>([
  ['text', 'TEXT'],
  [5, 'DOUBLE PRECISION'],
  [2 ** 60, 'BIGINT'],
  [new Decimal('1234567890123456789'), 'BIGINT'],
  [5.5, 'DOUBLE PRECISION'],
  [[1, 2.5, null], 'ARRAY(DOUBLE PRECISION)'],
  [[1, 'a'], undefined],
  [[], undefined],
  [[[]], undefined],
  [null, undefined],
  [{ a: 1, b: null, 'c.d': 2 }, 'OBJECT(DYNAMIC) AS ("a" DOUBLE PRECISION)'],
  [[{ a: 1 }, { b: 'x' }], 'ARRAY(OBJECT(DYNAMIC) AS ("a" DOUBLE PRECISION, "b" TEXT))'],
  [[{ a: 1 }, { a: 'x' }], undefined],
])('the value %j asks for %s', (value, sql) => {
  const type = typeFromValue(value);
  expect(type === undefined ? undefined : typeToSql(type)).toBe(sql);
});
