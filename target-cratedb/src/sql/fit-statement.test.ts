import { expect, test } from 'vitest';
import { insertRow, insertRows, returningRows, type TableShape } from './dml.ts';
import { fitsStatement, shapesThatFit } from './fit-statement.ts';

const shapeOf = (count: number, length: number, keys: TableShape['keys'] = [['id']]): TableShape => ({
  name: { schema: 's', table: 't' },
  columns: [
    'id',
    '_sdc_sequence',
    'needed',
    ...Array.from({ length: count }, (_, n) => `c${n}`.padEnd(length, '_')),
  ],
  required: ['needed'],
  keys,
  versioned: true,
  versionKind: 'bigint',
});

test('a table of usual width is written by one statement', () => {
  const shape = shapeOf(100, 20);
  expect(shapesThatFit(shape)).toEqual([shape]);
});

test.each([
  [990, 62],
  [2900, 6],
  [5000, 200],
])(
  '%i columns of %i characters are divided: no statement is too long, no column is left out',
  (count, length) => {
    const shape = shapeOf(count, length);
    const parts = shapesThatFit(shape);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      expect(fitsStatement(returningRows(insertRows(part), part))).toBe(true);
      expect(fitsStatement(insertRow(part))).toBe(true);
      expect(part.columns).toEqual(expect.arrayContaining(['id', '_sdc_sequence', 'needed']));
    }
    expect(new Set(parts.flatMap(({ columns }) => columns))).toEqual(new Set(shape.columns));
  },
);

test('rows without a key cannot be written in parts', () => {
  const shape = shapeOf(990, 62, []);
  expect(shapesThatFit(shape)).toEqual([shape]);
});
