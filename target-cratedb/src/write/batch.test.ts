import { expect, test } from 'vitest';
import { Batch, type Operation } from './batch.ts';

const operation = (id: string, version: number | undefined, row = '{}'): Operation => ({
  kind: 'upsert',
  key: { values: [id], id },
  version,
  row,
});

test('of several operations on a key the newest is kept, of equal versions the last', () => {
  const batch = new Batch(1);
  expect(batch.add(operation('a', 5))).toEqual([]);
  expect(batch.add(operation('a', 4))).toEqual(['stale']);
  expect(batch.add(operation('a', 6))).toEqual(['superseded']);
  expect(batch.add(operation('a', 6, '{"last":1}'))).toEqual(['superseded']);
  expect(batch.add(operation('b', 1))).toEqual([]);
  expect(batch.operations()).toEqual([operation('a', 6, '{"last":1}'), operation('b', 1)]);
});

test('a mark leaves the row before it to be written first; what comes later replaces both', () => {
  const batch = new Batch(1);
  const mark = (version: number): Operation => ({ ...operation('a', version, '123'), kind: 'softDelete' });
  expect(batch.add(operation('a', 5, '12345'))).toEqual([]);
  expect(batch.add(mark(6))).toEqual([]);
  expect(batch.add(mark(7))).toEqual(['superseded']);
  expect(batch.add(operation('a', 6))).toEqual(['stale']);
  expect(batch.operations()).toEqual([operation('a', 5, '12345'), mark(7)]);
  expect([batch.size, batch.bytes]).toEqual([2, 8]);
  expect(batch.add(operation('a', 8, '1'))).toEqual(['superseded', 'superseded']);
  expect(batch.operations()).toEqual([operation('a', 8, '1')]);
  expect([batch.size, batch.bytes]).toEqual([1, 1]);
});

test('without versions the order of arrival decides', () => {
  const batch = new Batch(1);
  batch.add(operation('a', undefined, '1'));
  batch.add(operation('a', undefined, '2'));
  expect(batch.operations().map(({ row }) => row)).toEqual(['2']);
});

test('a batch is full by rows or by bytes, not counting what was replaced', () => {
  const limits = { rows: 2, bytes: 10 };
  const byRows = new Batch(1);
  byRows.add(operation('a', 1));
  expect(byRows.isFull(limits)).toBe(false);
  byRows.add(operation('b', 1));
  expect(byRows.isFull(limits)).toBe(true);
  const byBytes = new Batch(1);
  byBytes.add(operation('a', 1, '123456789'));
  byBytes.add(operation('a', 2, '12345'));
  expect(byBytes.isFull(limits)).toBe(false);
  byBytes.add(operation('a', 3, '1234567890'));
  expect(byBytes.isFull(limits)).toBe(true);
});

test('batches are independent unless they share a key or change parts of rows', () => {
  const batchOf = (...operations: Operation[]): Batch => {
    const batch = new Batch(0);
    for (const one of operations) batch.add(one);
    return batch;
  };
  const ab = batchOf(operation('a', 1), operation('b', 1));
  expect(ab.isIndependentOf(batchOf(operation('c', 1)))).toBe(true);
  expect(ab.isIndependentOf(batchOf(operation('c', 1), operation('b', 2)))).toBe(false);
  expect(ab.isIndependentOf(batchOf({ ...operation('c', 1), kind: 'delete' }))).toBe(true);
  const mark = batchOf({ ...operation('c', 1), kind: 'softDelete' });
  const versioned = batchOf({ ...operation('d', 1), tableVersion: 1 });
  for (const partial of [mark, versioned]) {
    expect(ab.isIndependentOf(partial)).toBe(false);
    expect(partial.isIndependentOf(ab)).toBe(false);
  }
});
