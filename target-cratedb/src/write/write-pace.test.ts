import { expect, test } from 'vitest';
import { Batch, type Operation } from './batch.ts';
import { WritePace } from './write-pace.ts';

function batchOf(...kinds: readonly Operation['kind'][]): Batch {
  const batch = new Batch(1);
  for (const [n, kind] of kinds.entries())
    batch.add({ kind, key: { values: [String(n)], id: String(n) }, version: undefined, row: '{}' });
  return batch;
}

test('the first records after a pause are written at once', () => {
  const pace = new WritePace(undefined);
  expect(pace.delay(1000)).toBe(20);
  pace.wrote(batchOf('upsert'), 1000);
  expect(pace.delay(1500)).toBe(20);
});

test('a trickle is written by five statements a second, whatever their kinds', () => {
  const pace = new WritePace(undefined);
  pace.wrote(batchOf('upsert', 'upsert'), 1000);
  expect(pace.delay(1050)).toBe(150);
  pace.wrote(batchOf('upsert', 'delete', 'upsert'), 1200);
  expect(pace.delay(1200.5)).toBe(400);
});

test('a wait that is set holds for every batch', () => {
  const pace = new WritePace(5000);
  expect(pace.delay(0)).toBe(5000);
  pace.wrote(batchOf('upsert'), 5000);
  expect(pace.delay(100_000)).toBe(5000);
});
