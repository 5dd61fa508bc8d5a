import { expect, test } from 'vitest';
import { reachesTip, Tip } from './tip.ts';

const START = 1_700_000_000_000;
const NOW = START + 60_000;

test.each([
  ['nothing is left', 0, undefined, true],
  ['an empty page before the tip', 5_000, undefined, false],
  ['a page with records that says to be the tip', 0, START - 1, false],
  ['the last record came before the start', 5_000, START - 1, false],
  ['it came within the grain of the clock', 5_000, START + 1_000, false],
  ['it came after the start', 5_000, START + 1_001, true],
  ['it came after the start, and the page says to be the tip', 0, START + 1_001, true],
  ['it came from a clock that is hours ahead', 0, NOW + 7_200_000, false],
])('%s', (_, millisBehindLatest, arrival, expected) => {
  const records =
    arrival === undefined
      ? []
      : [{ Data: new Uint8Array(), SequenceNumber: '1', ApproximateArrivalTimestamp: new Date(arrival) }];
  const isTip = records.length === 0 && millisBehindLatest === 0;
  const page = { records, nextIterator: 'next', ended: false, millisBehindLatest, isTip, children: [] };
  expect(reachesTip(page, START, NOW)).toBe(expected);
});

test('while tables are scanned the tip moves, then it stays where it was', () => {
  const snapshots = { isBusy: false };
  const tip = new Tip(snapshots);
  tip.begin(START);
  expect(tip.at(START + 1_000)).toBe(START);
  snapshots.isBusy = true;
  expect(tip.at(START + 2_000)).toBe(START + 2_000);
  snapshots.isBusy = false;
  expect([tip.at(NOW), tip.isMoving]).toEqual([START + 2_000, false]);
});
