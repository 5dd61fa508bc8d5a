import { expect, test } from 'vitest';
import { SEGMENTS_OF_SHARE, shareOf, spanOf } from './share.ts';

test('a share is named by its number and how many there are', () => {
  expect(shareOf('3/8')).toEqual({ number: 3, count: 8 });
  expect(shareOf('1/1')).toEqual({ number: 1, count: 1 });
});

test.each([
  ['0/8', /whole numbers from 1 on/],
  ['9/8', /from 1\/8 to 8\/8/],
  ['3/0', /whole numbers from 1 on/],
  ['3 / 8', /without spaces/],
  ['1.5/8', /whole numbers/],
  ['-1/8', /whole numbers/],
  ['03/8', /whole numbers/],
  ['3', /as in 3\/8/],
  ['3/8/2', /whole numbers/],
  ['', /as in 3\/8/],
  ['1/62501', /62500 shares at most/],
  ['1/99999999', /whole numbers/],
])('%j is none', (text, reason) => {
  expect(() => shareOf(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  expect(() => shareOf(text)).toThrow(reason);
});

test('the shares together have every segment once', () => {
  const spans = [1, 2, 3].map((number) => spanOf({ number, count: 3 }, SEGMENTS_OF_SHARE));
  expect(spans.map(({ first }) => first)).toEqual([0, 16, 32]);
  expect(new Set(spans.map(({ total }) => total))).toEqual(new Set([48]));
  expect(spanOf(undefined, 4)).toEqual({ first: 0, total: 4 });
});
