import { expect, test } from 'vitest';
import { SeenKeys } from './seen-keys.ts';

test('remembers every key that it saw, and hardly any other', () => {
  const seen = new SeenKeys();
  const keys = Array.from({ length: 2_000 }, (_, n) => [String(n), 'x']);
  for (const key of keys) seen.add(key);
  expect(keys.every((key) => seen.has(key))).toBe(true);
  expect(keys.filter(([n = '']) => seen.has([`other ${n}`, 'x']))).toEqual([]);
  expect(seen.mistakes).toBeGreaterThan(0);
  expect(seen.mistakes).toBeLessThan(1e-9);
}, 60_000);
