import { expect, test, vi } from 'vitest';
import { boundedPattern } from './pattern.ts';

const LONG = 'a'.repeat(100_000);

test.each<[string, string, boolean]>([
  ['^\\d{4}-\\d{2}$', '2026-11', true],
  ['^\\d{4}-\\d{2}$', '2026', false],
  ['^(red|green|blue)$', 'green', true],
  ['^[^@]+@[^@.]+[.][^@]+$', 'a@example.org', true],
  ['^(a|b)+$', 'abba', true],
  ['^(a|b)+$', 'abc', false],
  ['^a+$', LONG, true],
  ['b$', LONG, false],
  ['^\\p{Lu}$', 'É', true],
  ['^(?P<year>\\d+)\\Z', 'x', true],
])('%s', (source, text, matches) => {
  const tooSlow = vi.fn();
  expect(boundedPattern(source, tooSlow).test(text)).toBe(matches);
  expect(tooSlow).not.toHaveBeenCalled();
});

test.each([
  ['^(a+)+$', `${'a'.repeat(60)}!`],
  ['^(a|aa)+$', `${'a'.repeat(100)}!`],
  [`^${'(a|aa)'.repeat(40)}$`, `${'a'.repeat(60)}!`],
  ['^(?:(?:a{1,40}){1,40}){1,40}$', `${'a'.repeat(60)}!`],
  ['a*a*a*a*b', 'a'.repeat(5000)],
])('%s is given up, once', (source, text) => {
  const tooSlow = vi.fn();
  const pattern = boundedPattern(source, tooSlow);
  expect(pattern.test(text)).toBe(true);
  expect(pattern.test(text)).toBe(true);
  expect(tooSlow).toHaveBeenCalledTimes(1);
});
