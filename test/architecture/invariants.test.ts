import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/invariants.md', root), 'utf8');
const lines = text.split('\n').filter((line) => /^\d+\. /.test(line));

test('invariants are numbered one after the other, under each of the eight promises', () => {
  expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(lines.map((_, index) => index + 1));
  expect(text.match(/^## P\d/gm)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `## P${n}`));
});

test.each(lines)('%s', (line) => {
  const named = /`([^`]+\.test\.ts)`$/.exec(line)?.[1];
  expect(named).toBeDefined();
  const path = fileURLToPath(new URL(named ?? '', root));
  expect(existsSync(path), path).toBe(true);
  expect(readFileSync(path, 'utf8')).toMatch(/\btest(?:\.\w+)*(?:<\w+>)?\(/);
});
