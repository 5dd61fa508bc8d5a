import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrayText, parseArrayText } from './array-text.ts';

test('reads back what it writes', () => {
  const elements = fc.array(fc.option(fc.string({ unit: 'grapheme' })));
  fc.assert(
    fc.property(elements, (texts) => {
      expect(parseArrayText(arrayText(texts))).toEqual(texts);
    }),
  );
});

test('reads bare elements, blanks and NULL', () => {
  expect(parseArrayText(' { a , "b c" ,NULL, 1.5}')).toEqual(['a', 'b c', null, '1.5']);
  expect(parseArrayText('{}')).toEqual([]);
});

test.each(['', 'a', '[1]', '{', '{"a', '{"a"b}', '{{1}}', '{a,,b}'])('refuses %s', (text) => {
  expect(() => parseArrayText(text)).toThrow('malformed array');
});
