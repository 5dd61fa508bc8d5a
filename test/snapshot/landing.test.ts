import { expect, inject, test } from 'vitest';
import { landSnapshot } from './land-snapshot.ts';

/** The stand-in is a database in JavaScript: it gets fewer. */
const ITEMS = inject('cratedbIsReal') ? 100_000 : 10_000;
const LIMIT_MB = 260;

test(`${ITEMS} items are scanned and landed within bounded memory`, { timeout: 300_000 }, async () => {
  const { codes, rows, tapMb, targetMb, stderr } = await landSnapshot(ITEMS, inject('cratedb'));
  expect(codes, stderr).toEqual([0, 0]);
  expect(rows).toBe(ITEMS);
  expect(tapMb).toBeLessThan(LIMIT_MB);
  expect(targetMb).toBeLessThan(LIMIT_MB);
});
