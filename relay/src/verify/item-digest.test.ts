import { expect, test } from 'vitest';
import { itemDigest } from './item-digest.ts';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

test('is the same for the same item, in whatever order it was answered', () => {
  expect(itemDigest({ id: { S: 'a' }, set: { SS: ['x', 'y'] }, set2: { BS: [bytes(1), bytes(2)] } })).toBe(
    itemDigest({ set2: { BS: [bytes(2), bytes(1)] }, set: { SS: ['y', 'x'] }, id: { S: 'a' } }),
  );
});

test.each([
  [undefined, {}],
  [{ a: { S: '1' } }, { a: { N: '1' } }],
  [{ a: { L: [{ S: 'x' }, { S: 'y' }] } }, { a: { L: [{ S: 'y' }, { S: 'x' }] } }],
  [{ a: { SS: ['x', 'y'] } }, { a: { SS: ['x'] } }],
  [{ a: { B: bytes(1) } }, { a: { B: bytes(2) } }],
  [{ a: { M: { b: { S: 'c' } } } }, { a: { M: { c: { S: 'b' } } } }],
  [
    { a: { N: '12345678901234567890123456789012345678' } },
    { a: { N: '12345678901234567890123456789012345679' } },
  ],
])('differs between %j and %j', (one, other) => {
  expect(itemDigest(one)).not.toBe(itemDigest(other));
});
