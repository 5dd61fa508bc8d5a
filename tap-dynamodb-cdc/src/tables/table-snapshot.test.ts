import { parseJson, stringifyJson } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { snapshotOf, snapshotValue, type TableSnapshot } from './table-snapshot.ts';

const KEY = {
  name: { S: 'a "b"' },
  number: { N: '12345678901234567890.5' },
  __proto__x: { B: Uint8Array.of(0, 255) },
};

test.each<TableSnapshot>([
  { version: 1, sequence: undefined, requested: true },
  { version: 1_700_000_000_000, sequence: 1_700_000_000_000_000 },
  { version: 2, sequence: 3, segments: ['BEGIN', 'END', KEY] },
])('survives the state: %j', (snapshot) => {
  const read = snapshotOf(parseJson(stringifyJson(snapshotValue(snapshot))));
  expect(snapshotValue(read ?? { version: 0 })).toEqual(snapshotValue(snapshot));
  expect(read).toMatchObject(snapshot.segments === undefined ? snapshot : { version: 2, sequence: 3 });
});

test.each([
  null,
  {},
  { version: 'x' },
  { version: 1, sequence: 0 },
  { version: 1, requested: 'yes' },
  { version: 1, asked: 'yes' },
  { version: 1, segments: ['BEGIN'] },
  { version: 1, sequence: 1, segments: [] },
  { version: 1, sequence: 1, segments: ['MIDDLE'] },
  { version: 1, sequence: 1, segments: [{}] },
  { version: 1, sequence: 1, segments: [{ id: { BOOL: true } }] },
])('refuses %j', (value) => {
  expect(snapshotOf(value)).toBeUndefined();
});

test('a state of an earlier version says "asked" of a snapshot that was requested', () => {
  expect(snapshotOf({ version: 1, asked: true })).toEqual({ version: 1, requested: true });
});
