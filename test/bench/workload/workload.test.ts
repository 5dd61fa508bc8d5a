import { expect, test } from 'vitest';
import { deletes, inserts, mix, rowsAfter, upserts } from './workload.ts';

test.each([
  ['inserts', inserts(10), 0, 10],
  ['updates', upserts(10), 10, 10],
  ['deletions', deletes(10), 10, 0],
  ['a mix', mix(1_000), 400, 900],
])('%s: on %#', (_, workload, existing, after) => {
  expect(workload.existing).toBe(existing);
  expect(rowsAfter(workload)).toBe(after);
});

test('a mix inserts new rows and touches each existing one once', () => {
  const { existing, operations } = mix(1_000);
  const rows = (kind: string): number[] =>
    operations.filter((one) => one.kind === kind).map(({ row }) => row);
  expect([rows('insert').length, rows('upsert').length, rows('delete').length]).toEqual([600, 300, 100]);
  expect(Math.min(...rows('insert'))).toBe(existing);
  expect(Math.max(...rows('upsert'), ...rows('delete'))).toBe(existing - 1);
  expect(new Set(operations.map(({ row }) => row)).size).toBe(1_000);
});

test('a mix is mixed, the same each time', () => {
  const kinds = mix(1_000)
    .operations.slice(0, 50)
    .map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['insert', 'upsert', 'delete']));
  expect(mix(1_000)).toEqual(mix(1_000));
});
