import { expect, test } from 'vitest';
import { shardsAt } from './shards-at.ts';

const T = 1_800_000_000_000;
const LISTED = [
  { id: 'A', parents: ['gone'], open: false },
  { id: 'B', parents: ['A'], open: false },
  { id: 'C', parents: ['B'], open: true },
];

test.each<[string, Record<string, number>, string[]]>([
  ['the open shard has an older change: it alone is read', { C: T - 1_000 }, ['C']],
  ['a change of the same second may have had others before it in the parent', { B: T - 5_000, C: T }, ['B']],
  ['an empty shard: what counts may be in its parent', { B: T - 5_000 }, ['B']],
  ['nothing is older: from the oldest shard on', { A: T, B: T, C: T }, ['A']],
])('%s', async (_, first, expected) => {
  const found = await shardsAt(LISTED, T + 300, async (id) => first[id]);
  expect(found.map(({ id }) => id)).toEqual(expected);
});
