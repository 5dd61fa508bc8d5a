import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnName, isMemberName, isMisread, nestedName, tableName } from './names.ts';

/** The name that percent-encoding made this of. */
const decoded = (name: string): string =>
  name.replace(/%(D[89A-F][0-9A-F]{2}|[0-9A-F]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

test.each([
  ['plain', 'plain'],
  ['Upper Case "quoted"', 'Upper Case "quoted"'],
  ['a.b', 'a%2Eb'],
  ['a[0]', 'a%5B0%5D'],
  ['two\nlines', 'two%0Alines'],
  ['_id', '%5Fid'],
  ['_sdc_sequence', '_sdc_sequence'],
  ['100%', '100%'],
  ['a%2Eb', 'a%252Eb'],
  ['half \ud83d', 'half %D83D'],
  ['%D83D', '%25D83D'],
  ['whole \u{1f600}', 'whole \u{1f600}'],
])('the attribute %j gets the column %j', (attribute, column) => {
  expect(columnName(attribute)).toBe(column);
});

test('names that cannot be columns have none', () => {
  expect(columnName('')).toBeUndefined();
  expect(columnName('ä'.repeat(128))).toBeUndefined();
  expect(columnName('ä'.repeat(127))).toBe('ä'.repeat(127));
});

test('different attributes never share a column, and decoding returns the attribute', () => {
  const name = fc.string({
    unit: fc.constantFrom('.', '[', '%', '2', 'E', '5', 'F', '_', 'i', 'd', '\n', '\ud800', '\udc00'),
    minLength: 1,
  });
  fc.assert(
    fc.property(name, (attribute) => {
      const column = columnName(attribute) ?? '';
      expect(column).not.toMatch(/[.[\n]|^_id$/);
      expect(column.isWellFormed()).toBe(true);
      expect(decoded(column)).toBe(attribute);
    }),
  );
});

test('members of objects keep their name or are none', () => {
  expect(isMemberName('_id')).toBe(true);
  expect(isMemberName('a.b')).toBe(false);
  expect(isMemberName('')).toBe(false);
  expect(isMemberName('\ud800')).toBe(false);
});

test.each([
  ['42', '%342'],
  ['0', '%30'],
  ['_u_a', '%5Fu_a'],
  ['%342', '%25342'],
  ['\udfff', '%DFFF'],
  ['4a', '4a'],
  ['u_a', 'u_a'],
  ['a.b', 'a.b'],
  ['', ''],
])('the nested member %j is %j in the overflow', (member, name) => {
  expect(nestedName(member)).toBe(name);
});

test('nested names are never misread, never alike, and decoding returns the member', () => {
  const name = fc.string({
    unit: fc.constantFrom('%', '2', '5', '3', 'F', 'D', '8', '_', 'u', 'a', '٣', 'é', '', '\ud800', '\udc00'),
  });
  fc.assert(
    fc.property(name, (member) => {
      const nested = nestedName(member);
      expect(isMisread(nested)).toBe(false);
      expect(nested.isWellFormed()).toBe(true);
      expect(decoded(nested)).toBe(member);
    }),
  );
});

test('streams whose names differ get tables whose names differ', () => {
  const names = ['a-x', 'b-x', 'a.x', 'a_x', 'a x', 'a%2Ex', 'A-x', '\ud800', '\ud801', '\ufffd'].map(
    tableName,
  );
  expect(new Set(names).size).toBe(names.length);
  expect(tableName('orders.v1')).toBe('orders%2Ev1');
  expect(tableName('_sdc_tombstones')).toBe('%5Fsdc_tombstones');
  expect(tableName('x'.repeat(201))).toBeUndefined();
});
