import { expect, test } from 'vitest';
import { startAfterState } from './start-after-state.ts';

const at = (time: string): { kind: string; time: number } => ({
  kind: 'at-timestamp',
  time: Date.parse(time),
});
const EARLIEST = { kind: 'earliest' };

function stateOf(shards: object, times: object, more: object = {}): never {
  return { bookmarks: { cdc: { version: 1, shards, times, tables: {}, ...more } } } as never;
}

test.each([
  [
    'a minute before the shard that is furthest behind',
    { a: '1', b: '2' },
    { a: { arrived: '2026-11-27T08:00:00.500Z' }, b: { arrived: '2026-11-27T07:00:00Z' } },
    at('2026-11-27T06:59:00Z'),
  ],
  [
    'a quiet shard counts by the time until which it was read',
    { a: '1', b: 'TRIM_HORIZON' },
    {
      a: { arrived: '2026-11-27T01:00:00Z', until: '2026-11-27T08:00:00Z' },
      b: { until: '2026-11-27T07:30:00Z' },
    },
    at('2026-11-27T07:29:00Z'),
  ],
  [
    'where nothing has come since the first start, its time',
    { a: 'AT_TIMESTAMP 2026-11-27T05:00:00.000Z' },
    {},
    at('2026-11-27T04:59:00Z'),
  ],
  [
    'a shard that has ended, whose child has no bookmark, by its last record',
    { a: 'SHARD_END', b: '7' },
    { a: { arrived: '2026-11-27T05:00:00Z' }, b: { arrived: '2026-11-27T06:00:00Z' } },
    at('2026-11-27T04:59:00Z'),
  ],
  ['of one shard nothing is known', { a: '1', b: '2' }, { a: { arrived: '2026-11-27T05:00:00Z' } }, EARLIEST],
  ['a shard was not read yet', { a: 'TRIM_HORIZON' }, {}, EARLIEST],
  ['a shard was to be read from a record on', { a: 'AT_SEQUENCE_NUMBER 5' }, {}, EARLIEST],
])('%s', (_, shards, times, expected) => {
  expect(startAfterState(stateOf(shards, times), 'cdc')).toEqual(expected);
  const arn = 'arn:aws:kinesis:eu-central-1:123456789012:stream/cdc';
  expect(startAfterState({ type: 'STATE', value: stateOf(shards, times) }, arn)).toEqual(expected);
});

test('an empty state knows nothing', () => {
  expect(startAfterState({}, 'cdc')).toEqual(EARLIEST);
});

test.each([
  [stateOf({ a: '1' }, {}), 'other', 'STATE_OF_OTHER_STREAM'],
  [{ x: 1 } as never, 'cdc', 'STATE_INVALID'],
  // Nobody but the tap continues a snapshot.
  [
    stateOf({ a: '1' }, {}, { snapshots: { orders: { version: 1, requested: true } } }),
    'cdc',
    'STATE_INVALID',
  ],
])('a state that says less than a fleet needs is refused: %j for %s', (state, stream, code) => {
  expect(() => startAfterState(state, stream)).toThrow(expect.objectContaining({ code }));
});
