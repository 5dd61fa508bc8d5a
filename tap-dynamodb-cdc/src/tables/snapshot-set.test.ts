import { expect, test } from 'vitest';
import type { ChangeEvent } from '../change-record/event.ts';
import { SnapshotSet } from './snapshot-set.ts';

const BEGINNING = { now: 1_000, sequence: 900_000, segments: 2 };

function change(micros: number, newImage: ChangeEvent['newImage'] = { id: 1 }): ChangeEvent {
  const eventName = newImage === undefined ? 'REMOVE' : 'MODIFY';
  return {
    eventName,
    eventId: '',
    table: 't',
    micros,
    streamSequence: undefined,
    timeToLive: false,
    keys: { id: 1 },
    newImage,
    oldImage: undefined,
  };
}

test('a snapshot that was requested changes nothing until it begins', () => {
  const set = new SnapshotSet(new Map([['t', { version: 5, sequence: 100 }]]));
  set.request(['t']);
  expect(set.unfinished).toEqual(['t']);
  expect(set.isRequested('t')).toBe(true);
  expect(set.versionOf('t')).toBe(5);
  expect(set.leavesOut(change(101))).toBe(false);
  expect(set.leavesOut(change(99))).toBe(true);
  set.begin('t', BEGINNING);
  expect(set.isRequested('t')).toBe(false);
  expect(set.versionOf('t')).toBe(1_000);
  expect(set.leavesOut(change(101))).toBe(true);
});

test('it stands for what is older, except deletions', () => {
  const set = new SnapshotSet();
  set.request(['t']);
  set.begin('t', BEGINNING);
  expect(set.leavesOut(change(899_999))).toBe(true);
  expect(set.leavesOut(change(900_000))).toBe(false);
  expect(set.leavesOut({ ...change(899_999), newImage: undefined })).toBe(false);
  expect(set.leavesOut({ ...change(899_999), table: 'other' })).toBe(false);
});

test('it is finished when all segments are', () => {
  const set = new SnapshotSet();
  set.request(['t']);
  set.begin('t', BEGINNING);
  set.advance('t', 1_000, 1, { id: { N: '7' } });
  expect(set.tables.get('t')?.segments).toEqual(['BEGIN', { id: { N: '7' } }]);
  expect(set.unfinished).toEqual(['t']);
  set.finish('t', 1_000);
  expect(set.unfinished).toEqual([]);
  expect(set.versionOf('t')).toBe(1_000);
});

test('what is left of an older version moves nothing', () => {
  const set = new SnapshotSet();
  set.request(['t']);
  set.begin('t', BEGINNING);
  set.request(['t']);
  set.finish('t', 1_000);
  expect(set.isRequested('t')).toBe(true);
  set.begin('t', BEGINNING);
  expect(set.versionOf('t')).toBe(1_001);
  set.advance('t', 1_000, 0, 'END');
  expect(set.tables.get('t')?.segments).toEqual(['BEGIN', 'BEGIN']);
});

test('records of other tables carry a version only where a snapshot may come', () => {
  expect(new SnapshotSet().versionOf('t')).toBeUndefined();
  expect(new SnapshotSet(new Map(), true).versionOf('t')).toBe(1);
});
