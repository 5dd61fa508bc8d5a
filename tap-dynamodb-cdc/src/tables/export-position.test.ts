import { parseJson, stringifyJson } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import {
  afterFile,
  afterLines,
  afterPart,
  beforeExports,
  exportOf,
  exportValue,
  filesLeft,
} from './export-position.ts';
import { snapshotOf } from './table-snapshot.ts';

const PARTS = [
  { location: 's3://b/AWSDynamoDB/1', arn: 'arn:1' },
  { location: '/data/2', arn: '', pending: true },
];

test('files are read once each, those that were begun first', () => {
  let position = beforeExports(PARTS);
  expect(filesLeft(position, 3)).toEqual([0, 1, 2]);
  for (const file of [0, 1, 2]) position = afterLines(position, file, 0);
  position = afterFile(afterLines(position, 2, 7), 1);
  expect(filesLeft(position, 5)).toEqual([0, 2, 3, 4]);
  expect(position.open.get(2)).toBe(7);
  expect(afterPart(position)).toEqual(beforeExports(PARTS.slice(1)));
});

test('survives the state', () => {
  const position = afterLines(afterLines(beforeExports(PARTS), 11, 40_000), 12, 0);
  const read = exportOf(parseJson(stringifyJson(exportValue(position))));
  expect(read).toEqual(position);
  expect(snapshotOf({ version: 1, sequence: 2, export: exportValue(position) })?.export).toEqual(position);
});

test.each([
  null,
  {},
  { parts: [], begun: 0 },
  { parts: [{ location: 'x' }], begun: 0, open: {} },
  { parts: [], begun: -1, open: {} },
  { parts: [], begun: 0, open: { a: 1 } },
  { parts: [], begun: 0, open: { 1: 0.5 } },
])('refuses %j', (value) => {
  expect(exportOf(value)).toBeUndefined();
  expect(snapshotOf({ version: 1, sequence: 2, export: value })).toBeUndefined();
});
