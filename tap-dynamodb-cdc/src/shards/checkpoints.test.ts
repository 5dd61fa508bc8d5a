import { expect, test } from 'vitest';
import { type Checkpoint, takeOver } from './checkpoints.ts';
import type { Shard } from './lineage.ts';

const HORIZON = 1_000;

/** `'C<A+B'` is a shard C with the parents A and B. */
function lineage(...shards: string[]): Map<string, Shard> {
  return new Map(
    shards.map((text) => {
      const [id = '', parents] = text.split('<');
      return [id, { id, parents: parents?.split('+') ?? [], open: true }];
    }),
  );
}

/** `'A 7'` is a shard that the toolkit has let go of at the record 7, `'A 7 active'` one that it reads, `'A -'` one not begun. */
function checkpoint(text: string, updatedAt: number): Checkpoint {
  const [shardId = '', sequence, active] = text.split(' ');
  return {
    shardId,
    sequence: sequence === '-' ? undefined : sequence,
    active: active !== undefined,
    updatedAt,
  };
}

test.each<[string, string[], string[], Record<string, string>, string[]]>([
  ['shards go on after their records', ['A', 'B'], ['A 7 active', 'B 9 active'], { A: '7', B: '9' }, []],
  ['a closed shard is read to its end again', ['A', 'B<A'], ['A 7', 'B 9 active'], { A: '7', B: '9' }, []],
  ['a shard without a number begins as a new one', ['A', 'B<A'], ['A 7', 'B -'], { A: '7' }, []],
  ['so does one without a row', ['A', 'B'], ['A 7 active'], { A: '7' }, []],
  ['unless a child has one', ['A', 'B<A', 'C<B'], ['C 9 active'], { C: '9' }, ['A', 'B']],
  ['or it was read, and has no number', ['A', 'B<A'], ['A - active', 'B 9 active'], { B: '9' }, ['A']],
  ['rows of shards that are gone mean nothing', ['B<A'], ['A 7', 'B 9 active'], { B: '9' }, []],
])('%s', (_, listed, rows, bookmarks, fromOldest) => {
  const checkpoints = rows.map((row) => checkpoint(row, HORIZON + 5));
  const taken = takeOver(checkpoints, lineage(...listed), HORIZON);
  expect(Object.fromEntries(taken.bookmarks)).toEqual(bookmarks);
  expect([...taken.fromOldest].sort()).toEqual(fromOldest);
  expect(taken).toMatchObject({ until: HORIZON + 5, gaps: [] });
});

test.each<[string, number, string[]]>([
  ['A 7 active', HORIZON + 5, ['A']],
  ['A 7', HORIZON + 5, []],
  ['A 7', HORIZON - 5, ['A']],
  ['A -', HORIZON - 5, ['A']],
])('the shard of %j, updated at %j, which is gone: gaps %j', (row, time, lost) => {
  const { gaps } = takeOver([checkpoint(row, time), checkpoint('B 9', time)], lineage('B<A'), HORIZON);
  expect(gaps.map(({ shardId }) => shardId)).toEqual(lost);
});
