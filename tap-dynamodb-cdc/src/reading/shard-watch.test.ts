import { describe, expect, test } from 'vitest';
import { ShardSet } from '../shards/shard-set.ts';
import { ShardWatch } from './shard-watch.ts';

const LIMIT_MS = 8000;
const AT_TIP = { records: [], millisBehindLatest: 0 };
const BEHIND = { records: [], millisBehindLatest: 60_000 };

function watching(...ids: string[]) {
  const shards = new ShardSet(new Map(), new Map());
  shards.add(ids.map((id) => ({ id, parents: [], open: true })));
  const watch = new ShardWatch(shards);
  watch.listed(86_400_000);
  const codesAfter = (ms: number): string[] =>
    watch.causes(performance.now() + ms, LIMIT_MS).map(({ code }) => code);
  return { watch, shards, codesAfter };
}

test('nothing is ready before the shards are listed, and each was read once', () => {
  const { watch, codesAfter } = watching('a', 'b');
  expect(new ShardWatch(new ShardSet(new Map(), new Map())).causes(0, LIMIT_MS)[0]?.code).toBe('STARTING');
  const [a, b] = [watch.begin('a'), watch.begin('b')];
  a.answered(AT_TIP);
  expect(codesAfter(0)).toEqual(['STARTING']);
  b.answered(AT_TIP);
  expect(codesAfter(0)).toEqual([]);
});

describe('a shard', () => {
  test('that does not answer is named, until it does', () => {
    const { watch, codesAfter } = watching('a');
    const a = watch.begin('a');
    expect(codesAfter(LIMIT_MS + 100)).toEqual(['SHARD_UNANSWERED']);
    a.answered(AT_TIP);
    expect(codesAfter(LIMIT_MS + 100)).toEqual([]);
    a.asks();
    expect(codesAfter(LIMIT_MS - 100)).toEqual([]);
    expect(codesAfter(LIMIT_MS + 100)).toEqual(['SHARD_UNANSWERED']);
    a.answered(AT_TIP);
    expect(codesAfter(0)).toEqual([]);
  });

  test('that is read slowly, as its page is being emitted, is not named', () => {
    const { watch, codesAfter } = watching('a');
    const a = watch.begin('a');
    a.asks();
    a.answered(BEHIND);
    expect(codesAfter(10 * LIMIT_MS)).toEqual([]);
  });

  test('whose pages lead on no further is named; pages that come nearer to the tip are none', () => {
    const { watch, codesAfter } = watching('a');
    const a = watch.begin('a');
    for (const millisBehindLatest of [60_000, 50_000]) a.answered({ ...BEHIND, millisBehindLatest });
    expect(codesAfter(LIMIT_MS + 100)).toEqual([]);
    a.answered({ ...BEHIND, millisBehindLatest: 50_001 });
    expect(codesAfter(LIMIT_MS + 100)).toEqual(['SHARD_STALLED']);
    a.answered({ records: [{ SequenceNumber: '1', Data: new Uint8Array() }], millisBehindLatest: 90_000 });
    expect(codesAfter(LIMIT_MS + 100)).toEqual([]);
  });

  test('that is listed and nobody reads is named; not one whose parent comes first, or that is done', () => {
    const { watch, shards, codesAfter } = watching('a');
    const a = watch.begin('a');
    a.answered(AT_TIP);
    expect(codesAfter(0)).toEqual([]);
    shards.add([
      { id: 'b', parents: [], open: true },
      { id: 'c', parents: ['a'], open: true },
    ]);
    expect(codesAfter(0)).toEqual([]);
    expect(watch.causes(performance.now() + LIMIT_MS + 100, LIMIT_MS)[0]?.text).toMatch(/^b \(for 8 s\)$/);
    const b = watch.begin('b');
    b.answered(AT_TIP);
    b[Symbol.dispose]();
    expect(codesAfter(LIMIT_MS + 100)).toEqual([]);
  });
});

test('of many shards some are named', () => {
  const ids = Array.from({ length: 1000 }, (_, at) => `shard-${at}`);
  const { watch } = watching(...ids);
  for (const id of ids) watch.begin(id);
  const [cause] = watch.causes(performance.now() + LIMIT_MS + 100, LIMIT_MS);
  expect(cause?.text).toMatch(/^shard-0 \(for 8 s\), shard-1 .*, and 997 more$/);
});

test('what is left of the retention shrinks with the lag, and while the shard does not answer', () => {
  const { watch } = watching('a');
  const a = watch.begin('a');
  a.answered(BEHIND);
  const left = () =>
    watch.points(performance.now() + 1000).find(({ name }) => name.endsWith('retention_left_seconds'))?.value;
  expect(left()).toBe(86_340);
  a.asks();
  expect(Number(left())).toBeCloseTo(86_339, 0);
});

test('shards that are read have their parents and children, as far as Kinesis lists them', () => {
  const { watch, shards } = watching('a', 'b');
  shards.add([
    { id: 'c', parents: ['a', 'b'], open: true },
    { id: 'd', parents: ['gone'], open: true },
    { id: 'e', parents: ['c'], open: true },
  ]);
  const pairs = () =>
    watch
      .points(0)
      .flatMap(({ name, labels }) => (name.endsWith('_shard_parent') ? [labels.join(' from ')] : []));
  expect(pairs()).toEqual([]);
  const b = watch.begin('b');
  watch.begin('d');
  expect(pairs()).toEqual(['c from b']);
  b[Symbol.dispose]();
  watch.begin('c');
  expect(pairs()).toEqual(['c from a', 'c from b', 'e from c']);
});
