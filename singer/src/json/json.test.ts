import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from './decimal.ts';
import { parseJson } from './parse.ts';
import { stringifyJson } from './stringify.ts';
import { type JsonValue, setMember } from './value.ts';

describe('parseJson', () => {
  test.each([
    '9007199254740993',
    '-0.12345678901234567890123',
    '1E+400',
    '12345678901234567890',
    '9999999999999999',
  ])('keeps every digit of %s, wherever it is', (literal) => {
    for (const text of [literal, `[${literal}]`, `{"a": ${literal}}`, `{"a":"x","b":[1,${literal}]}`]) {
      const canonical = stringifyJson(parseJson(literal));
      expect(stringifyJson(parseJson(text))).toBe(text.replace(literal, canonical).replaceAll(': ', ':'));
    }
  });

  test('plain numbers stay plain', () => {
    expect(parseJson('{"t":1721011165891550,"x":1e3,"s":"1e999"}')).toEqual({
      t: 1721011165891550,
      x: 1000,
      s: '1e999',
    });
  });

  test('members named like members of Object.prototype are members', () => {
    for (const text of [
      '{"__proto__":{"a":1},"constructor":2}',
      '{"__proto__":{"a":1e1000},"constructor":2}',
    ]) {
      expect(Object.keys(parseJson(text) as object)).toEqual(['__proto__', 'constructor']);
    }
  });

  test('the last of two equal names wins in both parsers', () => {
    expect(parseJson('{"a":1,"a":2}')).toEqual({ a: 2 });
    expect(parseJson('{"a":1,"a":1e999}')).toEqual({ a: new Decimal('1E+999') });
  });

  test.each(['{"a":}', '', '{"a":1e999', 'nul'])('%j is refused', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  test('what is written is read back', () => {
    const value = fc.jsonValue() as fc.Arbitrary<JsonValue>;
    const big = fc
      .bigInt({ min: 2n ** 60n, max: 10n ** 37n })
      .map((n) => new Decimal((n * 10n + 7n).toString()));
    fc.assert(
      fc.property(fc.array(fc.oneof(value, big)), (values) => {
        expect(stringifyJson(parseJson(stringifyJson(values)))).toBe(stringifyJson(values));
      }),
    );
  });
});

test('setMember sets an own member named __proto__', () => {
  const object = {};
  setMember(object, '__proto__', { a: 1 });
  expect(JSON.stringify(object)).toBe('{"__proto__":{"a":1}}');
});

test('members that are undefined are left out, next to a decimal too', () => {
  const value = { a: undefined, b: new Decimal('1e400') } as unknown as JsonValue;
  expect(stringifyJson(value)).toBe('{"b":1e400}');
});
