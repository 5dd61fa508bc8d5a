import { expect, test } from 'vitest';
import { pinnedFor } from './pinned.ts';

const NUMBER = { type: ['number', 'null'] };

test.each([
  [NUMBER, { type: ['integer', 'null'] }],
  [{ type: 'string', format: 'date-time' }, { type: ['string', 'null'] }],
  [
    { type: 'object', properties: { x: NUMBER } },
    { type: ['object'], properties: { x: NUMBER, y: { type: ['string'] } } },
  ],
  [{ anyOf: [NUMBER] }, { type: ['string'] }],
  [{}, { type: ['string'] }],
])('%j stays as it is when %j is learned', (pin, lesson) => {
  expect(pinnedFor(pin, lesson)).toBe(pin);
});

test.each([
  [NUMBER, { type: ['number', 'string', 'null'] }],
  [{ type: 'integer' }, NUMBER],
  [
    { type: 'array', items: NUMBER },
    { type: ['array'], items: { type: ['string'] } },
  ],
  [
    { type: 'object', properties: { x: NUMBER } },
    { type: ['object'], properties: { x: { type: ['boolean'] } } },
  ],
])('%j gets the alternative %j, in the second place', (pin, lesson) => {
  expect(pinnedFor(pin, lesson)).toEqual({ anyOf: [pin, lesson] });
});
