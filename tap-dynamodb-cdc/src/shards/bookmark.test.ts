import { expect, test } from 'vitest';
import { atSequenceNumber, atTimestamp, isBookmark, positionAfter, SHARD_END } from './bookmark.ts';

const SEQUENCE = '49645098540654321098765432109876543210987654321098765432';

test.each([
  ['TRIM_HORIZON', { type: 'TRIM_HORIZON' }],
  [SEQUENCE, { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: SEQUENCE }],
  ['0001764', { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '0001764' }],
  [atSequenceNumber(SEQUENCE), { type: 'AT_SEQUENCE_NUMBER', sequenceNumber: SEQUENCE }],
  [atTimestamp(1_700_000_000_123), { type: 'AT_TIMESTAMP', time: new Date(1_700_000_000_123) }],
  [SHARD_END, undefined],
])('%s', (bookmark, position) => {
  expect(isBookmark(bookmark)).toBe(true);
  expect(positionAfter(bookmark)).toEqual(position);
});

test.each(['', 'LATEST', '-1', '1e5', 'AT_TIMESTAMP yesterday', 7, null])('%j is no bookmark', (text) => {
  expect(isBookmark(text)).toBe(false);
});
