import { expect, test } from 'vitest';
import { PlainInserts } from './plain-inserts.ts';

/** The batches out of this many that are worth a try, when each try ends like this. */
function tries(batches: number, allAreNew: (batch: number) => boolean): number[] {
  const plain = new PlainInserts();
  const tried: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    if (!plain.isWorthATry()) continue;
    tried.push(batch);
    plain.tried(allAreNew(batch));
  }
  return tried;
}

test('new rows are always inserted plainly', () => {
  expect(tries(5, () => true)).toEqual([0, 1, 2, 3, 4]);
});

test('after existing rows it is tried ever more seldom', () => {
  expect(tries(500, () => false)).toEqual([0, 9, 26, 59, 124, 253, 382]);
});

test('until rows are new again', () => {
  expect(tries(40, (batch) => batch > 25)).toEqual([0, 9, ...Array.from({ length: 14 }, (_, i) => 26 + i)]);
});
