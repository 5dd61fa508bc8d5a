import { describe, expect, test } from 'vitest';
import { allTypes, changingTypes } from './all-types.ts';
import { type Change, itemIdentity } from './change.ts';
import { deliver } from './delivery.ts';
import { type History, makeHistory } from './history.ts';
import type { Item } from './item.ts';

const tables = [allTypes, changingTypes];

describe.each([1, 2, 3])('a history of seed %i', (seed) => {
  const history = makeHistory({ seed, operations: 2000, tables });

  test('is the same when made again', () => {
    expect(makeHistory({ seed, operations: 2000, tables })).toEqual(history);
  });

  test('replayed it yields the final items, and every change fits the one before it', () => {
    expect(replay(history.changes)).toEqual(finalItems(history));
  });

  test('has strictly growing times', () => {
    const times = history.changes.map(({ at }) => at);
    expect(times.every((at, index) => index === 0 || at > (times[index - 1] ?? at))).toBe(true);
  });

  test('uses every kind of change, and inserts removed items again', () => {
    const kinds = new Set(history.changes.map(({ eventName, expired }) => `${eventName} ${expired ?? ''}`));
    expect(kinds).toEqual(new Set(['INSERT ', 'MODIFY ', 'REMOVE ', 'REMOVE true']));
    const inserts = history.changes.filter(({ eventName }) => eventName === 'INSERT').map(itemIdentity);
    expect(new Set(inserts).size).toBeLessThan(inserts.length);
  });

  test('has values of all ten types', () => {
    const values = history.changes.flatMap(({ newImage }) => Object.values(newImage ?? {}));
    expect(new Set(values.flatMap(Object.keys)).size).toBe(10);
  });
});

test('attributes keep their types unless types may change', () => {
  const { changes } = makeHistory({ seed: 4, operations: 1000, tables });
  const typesOf = (tableName: string): Set<string> =>
    new Set(
      changes
        .filter((change) => change.tableName === tableName)
        .flatMap(({ newImage }) => Object.keys(newImage?.text ?? {})),
    );
  expect([...typesOf('all-types')]).toEqual(['S']);
  expect(typesOf('changing-types').size).toBeGreaterThan(1);
});

test('times can tie, and keep a least distance otherwise', () => {
  const { changes } = makeHistory({ seed: 5, operations: 500, ties: 0.3, tick: 1000 });
  const steps = changes.slice(1).map(({ at }, index) => at - (changes[index]?.at ?? 0));
  expect(steps.filter((step) => step === 0).length).toBeGreaterThan(0);
  expect(steps.filter((step) => step > 0 && step < 1000)).toEqual([]);
});

test('weights say what happens', () => {
  const weights = { insert: 1, update: 0, remove: 0 };
  const { changes } = makeHistory({ seed: 6, operations: 100, weights, itemsPerTable: 100 });
  expect(new Set(changes.map(({ eventName }) => eventName))).toEqual(new Set(['INSERT']));
});

test('the numbers of a key differ', () => {
  const weights = { insert: 1, update: 0, remove: 0 };
  const { changes } = makeHistory({
    seed: 7,
    operations: 500,
    weights,
    itemsPerTable: 500,
    tables: [allTypes],
  });
  expect(new Set(changes.map(itemIdentity)).size).toBe(500);
});

describe('a delivery', () => {
  const { changes } = makeHistory({ seed: 8, operations: 500, ties: 0.5 });
  const delivered = deliver(changes, { seed: 8, lateness: 30, duplicates: 0.1 });

  test('loses nothing, repeats some, and comes in another order', () => {
    expect(new Set(delivered)).toEqual(new Set(changes));
    expect(delivered.length).toBeGreaterThan(changes.length);
    const times = delivered.map(({ at }) => at);
    expect(times).not.toEqual([...times].sort((a, b) => a - b));
  });

  test('sorted by time it yields the final items: ties of an item keep their order', () => {
    const sorted = [...delivered].sort((a, b) => a.at - b.at);
    expect(lastImages(sorted)).toEqual(lastImages(changes));
  });
});

function replay(changes: readonly Change[]): Map<string, Item> {
  const items = new Map<string, Item>();
  for (const change of changes) {
    const identity = itemIdentity(change);
    expect(change.oldImage).toEqual(items.get(identity));
    expect(change.newImage).not.toEqual(change.oldImage);
    if (change.newImage) items.set(identity, change.newImage);
    else items.delete(identity);
  }
  return items;
}

function finalItems({ tables: made }: History): Map<string, Item> {
  const all = [...made].flatMap(([tableName, items]) => items.map((item) => ({ tableName, item })));
  return new Map(all.map(({ tableName, item }) => [itemIdentity({ tableName, keys: keysIn(item) }), item]));
}

function keysIn(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => Object.hasOwn(allTypes.keys, name)));
}

function lastImages(changes: readonly Change[]): Map<string, Item | undefined> {
  return new Map(changes.map((change) => [itemIdentity(change), change.newImage]));
}
