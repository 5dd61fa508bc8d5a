import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMessage } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { objectArray } from '../limits/object-array.ts';
import { readChunks } from '../limits/operations.ts';
import { objectLines, parameterLines, schemaLine, singerLines } from './lines.ts';
import { FIRST_SEQUENCE, rowOf } from './row.ts';
import type { Operation } from './workload.ts';
import { writeLines } from './write-lines.ts';

const OPERATIONS: readonly Operation[] = [
  { kind: 'insert', row: 7 },
  { kind: 'delete', row: 3 },
  { kind: 'upsert', row: 4 },
];

test('Singer lines are messages, with a STATE every 10,000 records', () => {
  const many = Array.from({ length: 20_000 }, (_, row) => ({ kind: 'insert', row }) as const);
  using folder = temporaryFolder();
  const path = join(folder.path, 'lines');
  writeLines(path, many, singerLines, [schemaLine()]);
  const types = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => parseMessage(line).type);
  expect(types).toHaveLength(20_003);
  expect(types.flatMap((type, index) => (type === 'RECORD' ? [] : [[type, index]]))).toEqual([
    ['SCHEMA', 0],
    ['STATE', 10_001],
    ['STATE', 20_002],
  ]);
});

test('a limit reads the same rows, by kind and in chunks', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lines');
  writeLines(path, OPERATIONS, objectLines);
  const [first, second, ...others] = readChunks(path, 2);
  expect(others).toEqual([]);
  expect(first?.insert.map(String)).toEqual([JSON.stringify(rowOf(7, FIRST_SEQUENCE))]);
  expect(first?.delete.map(String)).toEqual(['order-1000003']);
  expect(second?.upsert.map(String)).toEqual([JSON.stringify(rowOf(4, FIRST_SEQUENCE + 2))]);
});

test('parameters are in the order of the columns', () => {
  const [line = ''] = parameterLines({ kind: 'upsert', row: 4 }, 2);
  expect(line[0]).toBe('u');
  expect(JSON.parse(line.slice(1))).toEqual(Object.values(rowOf(4, FIRST_SEQUENCE + 2)));
});

test('a file of another kind is refused', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lines');
  writeLines(path, OPERATIONS, singerLines);
  expect(() => readChunks(path, 2)).toThrow('not a file of prepared operations');
});

test('rows are encoded as a binary array', () => {
  expect(objectArray([Buffer.from('{}'), Buffer.from('"ü"')]).toString('hex')).toBe(
    ['00000001', '00000000', '00000072', '00000002', '00000001', '000000027b7d', '0000000422c3bc22'].join(''),
  );
});
