import { expect, test } from 'vitest';
import { BIGINT, BOOLEAN, TEXT } from './column-type.ts';
import { canBecomeText, keySpelling, keyType } from './key-type.ts';

const TIME = { type: 'string', format: 'date-time' };
const NULL = { type: 'null' };

test('a key is BIGINT or BOOLEAN where its schema allows nothing else, else TEXT', () => {
  for (const schema of [
    { type: 'integer' },
    { type: ['null', 'integer'] },
    { anyOf: [{ type: 'integer' }, NULL] },
  ])
    expect(keyType(schema)).toBe(BIGINT);
  for (const schema of [{ type: 'boolean' }, { oneOf: [NULL, { type: 'boolean' }] }])
    expect(keyType(schema)).toBe(BOOLEAN);
  const others = [
    undefined,
    {},
    TIME,
    { type: 'number', multipleOf: 1 },
    { type: 'array', items: { type: 'integer' } },
    { type: ['integer', 'string'] },
    { type: ['integer', 'boolean'] },
    { anyOf: [{ type: 'integer' }, { anyOf: [{ type: 'string' }] }] },
    { anyOf: [{ type: 'integer' }, { enum: ['none'] }] },
    { anyOf: [{ type: 'integer' }, true] },
  ];
  for (const schema of others) expect([schema, keyType(schema)]).toEqual([schema, TEXT]);
});

test('texts of a key have one spelling where each of them is an instant, or a decimal', () => {
  for (const schema of [TIME, { anyOf: [TIME, NULL] }, { type: ['string', 'null'], format: 'date-time' }])
    expect(keySpelling(schema)).toBe('instant');
  expect(keySpelling({ anyOf: [{ type: 'integer' }, { type: 'string', format: 'singer.decimal' }] })).toBe(
    'decimal',
  );
  for (const schema of [
    undefined,
    { type: 'string' },
    { type: 'integer' },
    { anyOf: [TIME, { type: 'string' }] },
    { anyOf: [TIME, {}] },
  ])
    expect([schema, keySpelling(schema)]).toEqual([schema, undefined]);
});

test('types whose values CrateDB spells otherwise stay', () => {
  expect(canBecomeText({ kind: 'numeric', precision: 10, scale: 6 })).toBe(true);
  expect(canBecomeText({ kind: 'numeric', precision: 10, scale: 7 })).toBe(false);
  for (const kind of ['double', 'real'] as const) expect(canBecomeText({ kind })).toBe(false);
  expect(canBecomeText(TEXT)).toBe(false);
  expect(canBecomeText({ kind: 'text', length: 3 })).toBe(true);
});
