import { expect, test } from 'vitest';
import { reachesTip } from './tip.ts';

const START = 1_700_000_000_000;

test.each([
  ['nothing is left', 0, undefined, true],
  ['an empty page before the tip', 5_000, undefined, false],
  ['the last record came before the start', 5_000, START - 1, false],
  ['it came within the grain of the clock', 5_000, START + 1_000, false],
  ['it came after the start', 5_000, START + 1_001, true],
])('%s', (_, millisBehindLatest, arrival, expected) => {
  const records =
    arrival === undefined
      ? []
      : [{ Data: new Uint8Array(), SequenceNumber: '1', ApproximateArrivalTimestamp: new Date(arrival) }];
  expect(
    reachesTip({ records, nextIterator: 'next', ended: false, millisBehindLatest, children: [] }, START),
  ).toBe(expected);
});
