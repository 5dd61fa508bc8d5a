import { expect, test } from 'vitest';
import { cellOf, isBinary, shownType } from './cell.ts';

const cell = (text: string, oid: number): string | null => cellOf(Buffer.from(text), oid);

/** An array of texts in PostgreSQL's binary format. */
function binary(lengths: readonly number[], texts: readonly (string | null)[]): Buffer {
  const dimensions = lengths.flatMap((length) => [int(length), int(1)]);
  const elements = texts.map((text) =>
    text === null ? int(-1) : Buffer.concat([int(Buffer.byteLength(text)), Buffer.from(text)]),
  );
  return Buffer.concat([int(lengths.length), int(1), int(1043), ...dimensions, ...elements]);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

test.each<[string, number, string]>([
  ['{}', 1016, '[]'],
  ['{"1",NULL,"9007199254740993"}', 1016, '[1,null,9007199254740993]'],
  ['{1,NULL,2}', 1016, '[1,null,2]'],
  // As CrateDB 6.4 writes it: without most commas between arrays.
  ['{{"1"},{"2","3"}{}{"4"}}', 1016, '[[1],[2,3],[],[4]]'],
  ['{"t","f",NULL}', 1000, '[true,false,null]'],
  [String.raw`{"{\"q\":\"a\\\"b,}\"}",NULL,"{}"}`, 199, '[{"q":"a\\"b,}"},null,{}]'],
  ['{"2026-01-02 03:04:05+00"}', 1185, '["2026-01-02 03:04:05+00"]'],
  ['{"(1.5,-2.5)"}', 1017, '[[1.5,-2.5]]'],
  ['(1.5,-2.5)', 600, '[1.5,-2.5]'],
  ['{"a":1}', 114, '{"a":1}'],
  ['{"no","array"}', 25, '{"no","array"}'],
])('%s of type %i is %s', (text, oid, expected) => {
  expect(cell(text, oid)).toBe(expected);
});

test('arrays of texts are requested and read in binary format', () => {
  expect(isBinary(1015)).toBe(true);
  expect(cellOf(binary([5], ['a","b', '\\', '', 'NULL', null]), 1015)).toBe(
    '["a\\",\\"b","\\\\","","NULL",null]',
  );
  expect(cellOf(binary([0], []), 1015)).toBe('[]');
  expect(cellOf(binary([3, 2], ['a', null, 'b', 'c', null, null]), 1015)).toBe('[["a"],["b","c"],[]]');
});

test('NULL is null, and arrays are shown as JSON', () => {
  expect(cellOf(undefined, 1015)).toBeNull();
  expect([1015, 1016, 600, 25].map(shownType)).toEqual([114, 114, 114, 25]);
});
