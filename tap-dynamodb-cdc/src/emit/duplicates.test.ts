import { expect, test } from 'vitest';
import type { ChangeEvent } from '../change-record/event.ts';
import { Duplicates } from './duplicates.ts';
import { Ties } from './ties.ts';

const event: ChangeEvent = {
  eventName: 'MODIFY',
  eventId: 'e',
  table: 't',
  micros: 1,
  streamSequence: undefined,
  timeToLive: false,
  keys: { id: 1 },
  newImage: {},
  oldImage: undefined,
};

/** Which of the events are left out. */
function leftOut(size: number, events: readonly ChangeEvent[]): boolean[] {
  const duplicates = new Duplicates(size, new Ties({ overtaken: [], last: [] }));
  return events.map((one) => duplicates.seen(one));
}

test.each<[string, Partial<ChangeEvent>, boolean]>([
  ['the same', {}, true],
  ['another event id', { eventId: 'f' }, false],
  ['the same short id at another time', { micros: 2 }, false],
  ['the same short id of another item', { keys: { id: 2 } }, false],
  ['the same short id of another table', { table: 'u' }, false],
  ['the same short id of another change', { eventName: 'REMOVE' }, false],
])('%s', (_, other, expected) => {
  expect(leftOut(10, [event, { ...event, ...other }])).toEqual([false, expected]);
});

test("AWS's ids are unique", () => {
  const uuid = { ...event, eventId: '26b1b865-1ee7-47f9-816e-d51cdeef9dc5' };
  expect(leftOut(10, [uuid, { ...uuid }, { ...uuid, micros: 2 }])).toEqual([false, true, false]);
});

test('long keys are distinguished, too', () => {
  const long = (id: string): ChangeEvent => ({ ...event, keys: { id: 'x'.repeat(2_000) + id } });
  expect(leftOut(10, [long('a'), long('b'), long('a')])).toEqual([false, false, true]);
});

test('events without an id are never left out', () => {
  const nameless = { ...event, eventId: '' };
  expect(leftOut(10, [nameless, nameless])).toEqual([false, false]);
});

test('a window of 0 leaves nothing out', () => {
  expect(leftOut(0, [event, event])).toEqual([false, false]);
});

test('the window is bounded: the oldest is forgotten first', () => {
  const events = [...'abcdba'].map((eventId) => ({ ...event, eventId }));
  expect(leftOut(2, events)).toEqual([false, false, false, false, false, false]);
  expect(leftOut(3, events)).toEqual([false, false, false, false, true, true]);
});
