import { expect, test } from 'vitest';
import { areUnique } from './unique-items.ts';

test.each<[boolean, unknown[]]>([
  [true, []],
  [true, [1, '1', true, null, [1], { a: 1 }]],
  [false, [1, 2, 1]],
  [
    false,
    [
      { a: 1, b: [{ c: 2, d: 3 }] },
      { b: [{ d: 3, c: 2 }], a: 1 },
    ],
  ],
  [true, [{ a: 1 }, { b: 1 }, JSON.parse('{"__proto__":1}')]],
  [true, Array.from({ length: 50_000 }, (_, n) => ({ n }))],
])('%s (%#)', (unique, items) => {
  expect(areUnique(items)).toBe(unique);
});
