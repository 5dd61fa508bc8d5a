import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BadRecord } from '../bad-record/bad-record.ts';
import { flattenProperties, flattenRecord } from './flatten.ts';

const flattening = { maxDepth: 10, separator: '__' };

test('members of objects become properties, arrays and empty objects stay', () => {
  const record = { id: 1, a: { b: { c: 2 }, d: null }, e: [{ f: 1 }], g: {} };
  expect(flattenRecord(record, flattening)).toEqual({ id: 1, a__b__c: 2, a__d: null, e: [{ f: 1 }], g: {} });
});

test('objects below the depth stay objects', () => {
  const record = { a: { b: { c: 2 } } };
  expect(flattenRecord(record, { maxDepth: 1, separator: '.' })).toEqual({ 'a.b': { c: 2 } });
  expect(flattenRecord(record, { maxDepth: 0, separator: '.' })).toEqual(record);
});

test('schemas are flattened like their records', () => {
  const integer = { type: 'integer' };
  const object = { type: ['null', 'object'], properties: { b: integer } };
  const properties = {
    a: object,
    u: { anyOf: [{ type: 'null' }, object] },
    o: { type: 'object' },
    i: integer,
  };
  expect(flattenProperties(properties, flattening)).toEqual({
    a__b: integer,
    u__b: integer,
    o: { type: 'object' },
    i: integer,
  });
});

test('two values of one name are refused', () => {
  expect(() => flattenRecord({ a__b: 1, a: { b: 2 } }, flattening)).toThrow(BadRecord);
});

test('nothing is lost and nothing is made up', () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.dictionary(
      fc.stringMatching(/^[a-z]{1,3}$/),
      fc.oneof({ depthSize: 'small' }, fc.integer(), tie('tree')),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  }));
  const leaves = (value: unknown, path: string[] = []): [string, unknown][] =>
    typeof value === 'object' && value !== null && (Object.keys(value).length > 0 || path.length === 0)
      ? Object.entries(value).flatMap(([name, member]) => leaves(member, [...path, name]))
      : [[path.join('__'), value]];
  fc.assert(
    fc.property(tree, (record) => {
      const flat = flattenRecord(record as never, { maxDepth: 100, separator: '__' });
      expect(Object.entries(flat)).toEqual(leaves(record));
    }),
  );
});
