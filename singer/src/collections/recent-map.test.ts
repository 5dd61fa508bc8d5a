import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentMap } from './recent-map.ts';

test('the last entries are kept, and not many more', () => {
  const sizes = fc.integer({ min: 1, max: 5 });
  const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'));
  fc.assert(
    fc.property(sizes, keys, (size, set) => {
      const map = new RecentMap<number>(size);
      for (const [index, key] of set.entries()) map.set(key, index);
      const newestFirst = [...new Set(set.toReversed())];
      for (const key of newestFirst.slice(0, size)) expect(map.get(key)).toBe(set.lastIndexOf(key));
      const kept = map.last(100);
      expect(kept.map(([key]) => key)).toEqual(newestFirst.slice(0, kept.length).reverse());
      expect(kept.length).toBeLessThan(2 * size);
      expect(kept.every(([key]) => map.has(key))).toBe(true);
    }),
  );
});
