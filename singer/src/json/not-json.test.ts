import { expect, test } from 'vitest';
import { Decimal } from './decimal.ts';
import { notJson } from './not-json.ts';

test('what JSON has is JSON', () => {
  const values = [null, true, 0, -0, 'a', [], {}, { a: [{ b: new Decimal('1e400') }, null] }];
  for (const value of values) expect(notJson(value)).toBeUndefined();
});

test.each([
  [undefined, 'it is undefined'],
  [Number.NaN, 'it is NaN'],
  [{ a: { b: [1, 2n] } }, '"a.b.1" is bigint'],
  [{ a: new Date(0) }, '"a" is Date'],
  [{ a: undefined }, '"a" is undefined'],
  [{ a: new Map() }, '"a" is Map'],
  [{ a: Object.create(null) }, '"a" is object without a prototype'],
  [{ ['__proto__']: () => 1 }, '"__proto__" is function'],
  [[1, Symbol('s')], '"1" is symbol'],
])('%o is not: %s', (value, reason) => {
  expect(notJson(value)).toBe(`${reason}, which JSON does not have`);
});
