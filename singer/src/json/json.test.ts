import fc from 'fast-check';
import { parse } from 'lossless-json';
import { describe, expect, test } from 'vitest';
import { Decimal, parseDecimal } from './decimal.ts';
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

/** JSON text of any spelling: numbers of any length, white space, names that come twice. */
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.nat(), fc.constant(9007199254740993n)),
    fc.constantFrom('', '.0', '.5', '.10', '.000000000000000000001', '.12345678901234567'),
    fc.constantFrom('', '', 'e1', 'E-7', 'e+22', 'e310', 'E-330'),
  )
  .map((parts) => parts.join(''));
const string = fc
  .oneof(
    fc.string(),
    number,
    fc.constantFrom('\\', '"', '\\"', ':1234567890123456789', '[1e999]', 'é€😀', 'a3e4'),
  )
  .map((text) => JSON.stringify(text));
const space = fc.constantFrom('', '', ' ', '\t', '\r\n ');
const { text: anyText } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4 },
    number,
    string,
    fc.constantFrom('true', 'null'),
    fc
      .tuple(space, fc.array(tie('text'), { maxLength: 4 }))
      .map(([gap, all]) => `[${gap}${all.join(`${gap},`)}${gap}]`),
    fc
      .tuple(space, fc.array(fc.tuple(string, tie('text')), { maxLength: 4 }))
      .map(
        ([gap, all]) =>
          `{${all.map(([name, value]) => `${gap}${name}${gap}:${gap}${value}`).join(',')}${gap}}`,
      ),
  ),
}));

function outcome(read: () => JsonValue): string {
  try {
    return write(read());
  } catch (error) {
    return (error as Error).name;
  }
}

/** Every member in its place. */
function write(value: JsonValue): string {
  if (value instanceof Decimal) return `decimal ${value.literal}`;
  if (Array.isArray(value)) return `[${value.map(write)}]`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : JSON.stringify(value);
  return `{${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`)}}`;
}

function lossless(text: string): JsonValue {
  const parseNumber = (literal: string): JsonValue => parseDecimal(literal) ?? null;
  return parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue }) as JsonValue;
}

test('reads what a parser of its own would, which looks at every character', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(outcome(() => parseJson(text))).toBe(outcome(() => lossless(text)));
    }),
    { numRuns: 1000 },
  );
});

test('refuses what JSON.parse refuses', () => {
  const broken = fc
    .tuple(
      anyText,
      fc.nat(),
      fc.nat(3),
      fc.constantFrom('', '1', '12345678901234567890', '"', '-', ':', '.', '0'),
    )
    .map(([text, at, length, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + length);
    });
  fc.assert(
    fc.property(broken, (text) => {
      const [ours, native] = [outcome(() => parseJson(text)), outcome(() => JSON.parse(text))];
      expect(ours === 'SyntaxError').toBe(native === 'SyntaxError');
    }),
    { numRuns: 2000 },
  );
});

test('an error shows nothing that is not in the text', () => {
  const text = '{"a":12345678901234567890,"b":}';
  const message = (read: () => unknown): string => {
    try {
      read();
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(message(() => parseJson(text))).toBe(message(() => JSON.parse(text)));
});

test.each([
  '{12345678901234567890:1}',
  '[012345678901234567890]',
  '[.12345678901234567890]',
  '[--1e999]',
  '[1e999.5]',
])('%s is refused', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});
