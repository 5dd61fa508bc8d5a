import { expect, test } from 'vitest';
import { gapsInLineage } from './gap.ts';
import type { Shard } from './lineage.ts';

/** `'C<A+B'` is a shard C with the parents A and B. */
function lineage(...shards: string[]): Map<string, Shard> {
  return new Map(
    shards.map((text) => {
      const [id = '', parents] = text.split('<');
      return [id, { id, parents: parents?.split('+') ?? [], open: true }];
    }),
  );
}

test.each<[string, string[], Record<string, string>, string[]]>([
  ['nothing', ['A'], { A: '7' }, []],
  ['an expired shard that was not read to its end', ['B<A', 'C<A'], { A: '7' }, ['A shard']],
  ['one that was, with both children of its split', ['B<A', 'C<A'], { A: 'SHARD_END' }, []],
  ['one that was, with the child of its merge', ['C<A+B'], { A: 'SHARD_END', B: 'SHARD_END' }, []],
  ['one of two children is gone', ['B<A'], { A: 'SHARD_END' }, ['A children']],
  ['all children are gone', ['D<C'], { A: 'SHARD_END' }, ['A children']],
  ['children that are not listed yet', ['A'], { A: 'SHARD_END' }, []],
])('%s', (_, shards, bookmarks, expected) => {
  const gaps = gapsInLineage(lineage(...shards), new Map(Object.entries(bookmarks)));
  expect(gaps.map(({ shardId, lost }) => `${shardId} ${lost}`)).toEqual(expected);
});

test('one child is no gap of a shard that was read until a time within retention, as it may have been replaced', () => {
  const bookmarks = new Map([['A', 'SHARD_END']]);
  expect(gapsInLineage(lineage('B<A'), bookmarks, () => true)).toEqual([]);
  expect(gapsInLineage(lineage('B<A'), bookmarks, () => false)).toHaveLength(1);
});
