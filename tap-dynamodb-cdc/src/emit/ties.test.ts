import { expect, test } from 'vitest';
import type { ChangeEvent } from '../change-record/event.ts';
import { Duplicates } from './duplicates.ts';
import { type TieMemory, Ties } from './ties.ts';

const NOTHING: TieMemory = { overtaken: [], last: [] };

function event(eventId: string, id: number, micros: number): ChangeEvent {
  const what = {
    eventName: 'MODIFY',
    table: 't',
    streamSequence: undefined,
    timeToLive: false,
    newImage: {},
    oldImage: undefined,
  } as const;
  return { ...what, eventId, micros, keys: { id } };
}

/** Emits events in a run of its own, with a window that forgets at once; returns the ids that are emitted. */
function emit(events: readonly ChangeEvent[], memory = NOTHING): { passed: string[]; memory: TieMemory } {
  const ties = new Ties(memory);
  const duplicates = new Duplicates(1, ties);
  const passed = events.filter((one) => !duplicates.seen(one)).map(({ eventId }) => eventId);
  return { passed, memory: ties.memory() };
}

const first = event('first', 1, 5000);
const second = event('second', 1, 5000);
const other = event('other', 2, 5000);

test('what was overtaken within its millisecond does not come back', () => {
  expect(emit([first, other, second, other, first, second]).passed).toEqual([
    'first',
    'other',
    'second',
    'other',
    'second',
  ]);
});

test('nor in a later run', () => {
  const { memory } = emit([first, second]);
  expect(emit([other, first], memory).passed).toEqual(['other']);
});

test('also when the run ended between the two', () => {
  const { memory } = emit([first, other]);
  expect(emit([second, other, first], memory).passed).toEqual(['second', 'other']);
});

test('also when an older one came late between the two', () => {
  const late = event('late', 1, 4000);
  expect(emit([first, late, second, other, first]).passed).toEqual(['first', 'late', 'second', 'other']);
});

test('events with other times or of other items tie with none', () => {
  const later = event('later', 1, 6000);
  const exact = [event('a', 1, 5001), event('b', 1, 5001)];
  expect(emit([first, other, later, ...exact]).memory.overtaken).toEqual([]);
  expect(emit(exact).memory).toEqual(NOTHING);
});

test('the memory is bounded', () => {
  const many = Array.from({ length: 3000 }, (_, n) => [event(`a${n}`, n, 5000), event(`b${n}`, n, 5000)]);
  const { overtaken, last } = emit(many.flat()).memory;
  expect(overtaken).toHaveLength(500);
  expect(overtaken.at(-1)).toContain('a2999 ');
  expect(last).toHaveLength(64);
  expect(last.at(-1)?.identity).toContain('b2999 ');
});

test('an item is the same in whatever order the attributes of its key come', () => {
  const one = { ...first, keys: { h: 1, r: 'x' } };
  const two = { ...second, keys: { r: 'x', h: 1 } };
  expect(emit([one, two, other, one]).passed).toEqual(['first', 'second', 'other']);
});

test('a later run remembers what it has not met of the earlier one', () => {
  const { memory } = emit([first, other]);
  const between = emit([event('more', 3, 5000)], memory).memory;
  expect(between.last).toHaveLength(3);
  expect(emit([second, other, first], between).passed).toEqual(['second', 'other']);
  const many = Array.from({ length: 1000 }, (_, n) => event(`n${n}`, 100 + n, 6000));
  expect(emit(many, memory).memory.last.map(({ identity }) => identity)).not.toContain('first 5000');
});

test('the state keeps items by their hash, however long their keys are', () => {
  const long = { ...first, keys: { id: 'k'.repeat(2000) } };
  const { memory } = emit([long, other]);
  expect(memory.last.map(({ item }) => item.length)).toEqual([28, 28]);
  const follows = { ...second, keys: long.keys };
  expect(emit([follows, long], memory).passed).toEqual(['second']);
  expect(emit([long, follows, other, long]).passed).toEqual(['first', 'second', 'other']);
});
