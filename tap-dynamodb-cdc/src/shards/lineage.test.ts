import { describe, expect, test } from 'vitest';
import { isClosed, readableShards, type Shard, settledShards } from './lineage.ts';

/** `'C<A+B'` is a shard C with the parents A and B. */
function lineage(...shards: string[]): Map<string, Shard> {
  return new Map(
    shards.map((text) => {
      const [id = '', parents] = text.split('<');
      return [id, { id, parents: parents?.split('+') ?? [], open: true }];
    }),
  );
}

const bookmarks = (entries: Record<string, string>) => new Map(Object.entries(entries));

describe('readable', () => {
  test.each<[string, string[], Record<string, string>, string[]]>([
    ['a new stream', ['A', 'B'], {}, ['A', 'B']],
    ['a child waits', ['A', 'B<A', 'C<A'], {}, ['A']],
    ['a child waits for a parent in progress', ['A', 'B<A'], { A: '7' }, ['A']],
    ['children follow the end', ['A', 'B<A', 'C<A'], { A: 'SHARD_END' }, ['B', 'C']],
    ['a merge child waits for both', ['A', 'B', 'C<A+B'], { A: 'SHARD_END', B: '7' }, ['B']],
    ['a merge child follows both', ['A', 'B', 'C<A+B'], { A: 'SHARD_END', B: 'SHARD_END' }, ['C']],
    ['an expired parent blocks nobody', ['B<A', 'C<B+X'], {}, ['B']],
    ['one expired parent of two', ['B', 'C<A+B'], {}, ['B']],
    ['a position is read on', ['A', 'B'], { A: '7', B: 'TRIM_HORIZON' }, ['A', 'B']],
    ['all ended', ['A'], { A: 'SHARD_END' }, []],
    ['a dropped parent is not read again', ['A', 'B<A', 'C<A'], { B: '7', C: '8' }, ['B', 'C']],
    ['nor a dropped grandparent', ['A', 'B<A', 'C<B'], { C: '8' }, ['C']],
    ['a sibling without position follows a dropped parent', ['A', 'B<A', 'C<A'], { B: '7' }, ['B', 'C']],
    [
      'a merge child with one dropped parent',
      ['A', 'B', 'X<A', 'C<A+B'],
      { X: '7', B: 'SHARD_END' },
      ['X', 'C'],
    ],
  ])('%s', (_, shards, positions, expected) => {
    expect(readableShards(lineage(...shards), bookmarks(positions))).toEqual(expected);
  });
});

describe('settled', () => {
  test.each<[string, string[], Record<string, string>, string[]]>([
    ['not without known children', ['A'], { A: 'SHARD_END' }, []],
    ['not before every child has a position', ['A', 'B<A', 'C<A'], { A: 'SHARD_END', B: '7' }, []],
    ['once every child has', ['A', 'B<A', 'C<A'], { A: 'SHARD_END', B: '7', C: 'TRIM_HORIZON' }, ['A']],
    [
      'also when a child was settled before',
      ['A', 'B<A', 'C<A', 'D<B'],
      { A: 'SHARD_END', C: '7', D: '7' },
      ['A'],
    ],
    ['not before its end', ['A', 'B<A'], { A: '7', B: '7' }, []],
  ])('%s', (_, shards, positions, expected) => {
    expect(settledShards(lineage(...shards), bookmarks(positions))).toEqual(expected);
  });
});

describe('closed', () => {
  const shard = (id: string, open: boolean, ...parents: string[]): Shard => ({ id, parents, open });

  test.each<[string, Shard[], boolean]>([
    ['as listed', [shard('A', false)], true],
    ['open as listed', [shard('A', true), shard('B', true)], false],
    ['no longer listed, its child is', [shard('B', true, 'A')], true],
    ['not listed yet', [shard('B', true)], false],
  ])('%s', (_, listed, expected) => {
    expect(isClosed('A', listed)).toBe(expected);
  });
});
