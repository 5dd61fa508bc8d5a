import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Key, makeKey } from '../row/key.ts';
import { inLookUps } from './look-ups.ts';

const numbered = (count: number, key: (n: number) => readonly string[]): Key[] =>
  Array.from({ length: count }, (_, n) => makeKey(key(n)));

const idsOf = (keys: readonly Key[]): string[] => keys.map(({ id }) => id).toSorted();

test.each<[string, Key[], number]>([
  ['no keys', [], 0],
  ['a key of one column', numbered(5000, (n) => [`${n}`]), 1],
  ['many ranges of one hash', numbered(5000, (n) => ['h', `${n}`]), 1],
  ['as many hashes as ranges', numbered(100, (n) => [`${n}`, `${n}`]), 10],
])('%s', (_, keys, expected) => {
  expect(inLookUps(keys, keys.length > 1000 ? undefined : 100)).toHaveLength(expected);
});

test('every key is looked up once, and no look-up finds more than may be', () => {
  const part = fc.integer({ min: 0, max: 12 }).map(String);
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(part, part), { selector: String }), (parts) => {
      const keys = parts.map((values) => makeKey(values));
      const lookUps = inLookUps(keys, 10);
      expect(idsOf(lookUps.flat())).toEqual(idsOf(keys));
      for (const lookUp of lookUps) {
        const sizes = [0, 1].map((column) => new Set(lookUp.map(({ values }) => values[column])).size);
        expect((sizes[0] ?? 0) * (sizes[1] ?? 0)).toBeLessThanOrEqual(10);
      }
    }),
  );
});
