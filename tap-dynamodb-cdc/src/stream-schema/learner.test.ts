import { Decimal, type JsonObject } from '@cdc-relay/singer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertiesOf, shapeFromProperties } from './json-schema.ts';
import { ShapeLearner } from './learner.ts';

function learned(...items: JsonObject[]): ShapeLearner {
  const learner = new ShapeLearner();
  for (const item of items) learner.learn(item);
  return learner;
}

const properties = (...items: JsonObject[]) => propertiesOf(learned(...items).root, []);

describe('what is learned', () => {
  test.each<[JsonObject[], unknown]>([
    [[{ a: 'x' }], { type: ['string', 'null'] }],
    [[{ a: 1 }], { type: ['integer', 'null'] }],
    [[{ a: new Decimal('9007199254740993') }], { type: ['integer', 'null'] }],
    [[{ a: new Decimal('9007199254740993.5') }], { type: ['number', 'null'] }],
    [[{ a: 1 }, { a: 1.5 }], { type: ['number', 'null'] }],
    [[{ a: 1.5 }, { a: 1 }], { type: ['number', 'null'] }],
    [[{ a: true }, { a: 1 }, { a: 'x' }], { type: ['boolean', 'integer', 'string', 'null'] }],
    [[{ a: null }], { type: ['null'] }],
    [[{ a: null }, { a: 1 }], { type: ['integer', 'null'] }],
    [[{ a: [] }], { type: ['array', 'null'], items: {} }],
    [[{ a: [null] }], { type: ['array', 'null'], items: {} }],
    [[{ a: [1, 'x'] }], { type: ['array', 'null'], items: { type: ['integer', 'string', 'null'] } }],
    [[{ a: {} }], { type: ['object', 'null'], properties: {} }],
    [
      [{ a: { b: 1 } }, { a: { c: [{ d: true }] } }],
      {
        type: ['object', 'null'],
        properties: {
          b: { type: ['integer', 'null'] },
          c: {
            type: ['array', 'null'],
            items: { type: ['object', 'null'], properties: { d: { type: ['boolean', 'null'] } } },
          },
        },
      },
    ],
    [
      [{ a: 'x' }, { a: { b: 1 } }],
      { type: ['string', 'object', 'null'], properties: { b: { type: ['integer', 'null'] } } },
    ],
  ])('%j', (items, schema) => {
    expect(properties(...items).a).toEqual(schema);
  });

  test('a key is never null', () => {
    expect(propertiesOf(learned({ id: 1 }).root, ['id'])).toEqual({ id: { type: ['integer'] } });
  });

  test('growth is reported, and only growth', () => {
    const learner = learned({ a: 1.5, o: { x: 'y' } });
    expect(learner.learn({ a: 2, o: { x: 'z' } })).toBe(false);
    expect(learner.learn({ n: null })).toBe(true);
    expect(learner.learn({ n: null })).toBe(false);
    expect(learner.learn({ o: { y: 1 } })).toBe(true);
    expect(learner.learn({ a: 'x' })).toBe(true);
  });

  test('an attribute named __proto__ is one', () => {
    const item = JSON.parse('{"__proto__":1}');
    expect(JSON.stringify(properties(item))).toBe('{"__proto__":{"type":["integer","null"]}}');
  });
});

describe('bounds', () => {
  const dictionary = (size: number, value: (n: number) => JsonObject | number): JsonObject =>
    Object.fromEntries(Array.from({ length: size }, (_, n) => [`key ${n}`, value(n)]));
  const freeForm = { type: ['object', 'null'], additionalProperties: true };

  test('a map used as a dictionary becomes free-form, and stays so', () => {
    const learner = learned({ a: dictionary(101, () => 1), b: 1 });
    expect(propertiesOf(learner.root, [])).toEqual({ a: freeForm, b: { type: ['integer', 'null'] } });
    expect(learner.learn({ a: { another: 'x' } })).toBe(false);
    expect(propertiesOf(learned({ a: dictionary(100, () => 1) }).root, []).a).not.toEqual(freeForm);
  });

  test('a table with too many members drops its widest maps first', () => {
    const maps = Array.from({ length: 10 }, (_, n) => [`m${n}`, dictionary(n === 3 ? 99 : 95, () => 1)]);
    const { m0, m3, last } = properties({ ...Object.fromEntries(maps), ...dictionary(50, () => 1), last: 1 });
    expect(m3).toEqual(freeForm);
    expect(m0).not.toEqual(freeForm);
    expect(last).toEqual({ type: ['integer', 'null'] });
  });

  test('a table with too many attributes lists the first thousand', () => {
    const listed = properties(dictionary(1500, () => 1));
    expect(Object.keys(listed)).toHaveLength(1000);
  });
});

test('the schema is read back as it was, and knows all it knew', () => {
  const item = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
  fc.assert(
    fc.property(fc.array(item), (values) => {
      const items = values as JsonObject[];
      const before = properties(...items);
      const shape = shapeFromProperties(before);
      const learner = new ShapeLearner(shape);
      expect(propertiesOf(learner.root, [])).toEqual(before);
      expect(items.map((value) => learner.learn(value)).every((grown) => !grown)).toBe(true);
    }),
  );
});

test.each([
  [null],
  ['x'],
  [{ a: 1 }],
  [{ a: { type: 'string' } }],
  [{ a: { type: ['date'] } }],
  [{ a: { type: ['object'] } }],
])('%j is no learned schema', (value) => {
  expect(shapeFromProperties(value as JsonObject)).toBeUndefined();
});
