import { expect, test } from 'vitest';
import type { Operation } from './batch.ts';
import { rowChunks } from './row-chunks.ts';

const rowOf = (row: string): Operation => ({
  kind: 'upsert',
  key: { values: [row], id: row },
  version: undefined,
  row,
});

test('a statement has no more bytes than allowed, unless a single row has; the order stays', () => {
  const rows = ['aaaa', 'bbbb', 'cc', '€€', 'x'.repeat(50), 'd', 'eeeeeeeee'].map(rowOf);
  const chunks = rowChunks(rows, 10).map((chunk) => chunk.map(({ row }) => row));
  expect(chunks).toEqual([['aaaa', 'bbbb', 'cc'], ['€€'], ['x'.repeat(50)], ['d', 'eeeeeeeee']]);
  expect(rowChunks([], 10)).toEqual([]);
});
