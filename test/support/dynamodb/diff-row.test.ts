import { parse } from 'lossless-json';
import { expect, test } from 'vitest';
import { diffRow } from './diff-row.ts';
import { expectedRow } from './expected.ts';
import type { AttributeValue } from './item.ts';

const HUGE = '12345678901234567890123456789012345678';

test.each([
  [{ N: HUGE }, HUGE],
  [{ N: '1.50' }, '1.5'],
  [{ N: '1E+3' }, '1000.0'],
  [{ S: '5' }, '"5"'],
  [{ NULL: true }, 'null'],
  [{ L: [{ N: '1' }, { NULL: true }, { M: {} }] }, '[1,null,{}]'],
  [{ M: { a: { M: { b: { BOOL: true } } } } }, '{"a":{"b":true}}'],
  [{ NS: ['10', '9'] }, '[9,10]'],
] as [AttributeValue, string][])('%j is %s', (value, json) => {
  expect(diffRow(expectedRow({ value }), { value: parse(json) })).toEqual([]);
});

test.each([
  [{ N: HUGE }, `${HUGE.slice(0, -1)}9`, ['value']],
  [{ N: '5' }, '"5"', ['value']],
  [{ S: '5' }, '5', ['value']],
  [{ N: '0' }, 'null', ['value']],
  [{ BOOL: true }, '"true"', ['value']],
  [{ L: [{ N: '1' }, { N: '2' }] }, '[1,2,3]', ['value[2]']],
  [{ L: [] }, 'null', ['value']],
  [{ L: [] }, '{}', ['value']],
  [{ M: { a: { NULL: true } } }, '{}', ['value.a']],
  [{ M: {} }, '{"a":null}', ['value.a']],
  [{ M: { l: { L: [{ M: { x: { S: 'y' } } }] } } }, '{"l":[{"x":"z"}]}', ['value.l[0].x']],
] as [AttributeValue, string, string[]][])('%j is not %s', (value, json, paths) => {
  const differences = diffRow(expectedRow({ value }), { value: parse(json) });
  expect(differences.map(({ path }) => path)).toEqual(paths);
});

test('numbers that were not parsed losslessly count as what they are', () => {
  const expected = expectedRow({ a: { N: '0.1' }, b: { N: '1e21' }, c: { N: '9007199254740993' } });
  expect(diffRow(expected, { a: 0.1, b: 1e21, c: 9007199254740993n })).toEqual([]);
  const infinite = diffRow(expected, { a: 0.1, b: Number.POSITIVE_INFINITY, c: Number('9007199254740993') });
  expect(infinite.map(({ path }) => path)).toEqual(['b', 'c']);
});

test('columns may be null for what is absent, and more columns are reported unless they are _sdc_', () => {
  const expected = expectedRow({ a: { NULL: true }, _sdc_own: { S: 'x' } });
  expect(diffRow(expected, { b: null, _sdc_own: 'x', _sdc_sequence: 1 })).toEqual([]);
  expect(diffRow(expected, { b: 1, _sdc_own: 'y' })).toEqual([
    { path: '_sdc_own', expected: 'x', actual: 'y' },
    { path: 'b', expected: null, actual: 1 },
  ]);
});
