import { expect, test, vi } from 'vitest';
import { readPattern } from './foreign-pattern.ts';
import { boundedPattern } from './pattern.ts';
import { PatternBudget } from './pattern-budget.ts';

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
  expect(boundedPattern(source, new PatternBudget(), tooSlow).test(text)).toBe(matches);
  expect(tooSlow).not.toHaveBeenCalled();
});

test.each([
  '\\Aabc\\Z',
  '\\Aabc\\z',
  '[[:alpha:]]+',
  '^[[:digit:]_]+$',
  '^[^[:space:]]+$',
  '\\Qa.b\\E',
  'a\\hb',
  '\\Rx',
  '(?i)abc',
  'a++b',
  '(?>a)b',
  '(?P<y>a)',
  '\\p{IsAlpha}',
  '\\x{41}',
  '^a{,3}$',
  '[]a]',
  '\\Gx',
  '(?#note)a',
  '(?(1)a|b)',
  '\\<word\\>',
  '\\N{DIGIT ONE}',
  '\\e',
  '\\12',
])('%s, of another language, matches everything', (source) => {
  expect(readPattern(source)).toBeUndefined();
  expect(boundedPattern(source, new PatternBudget(), () => undefined).test('neither')).toBe(true);
});

test.each([
  ['^[\\w\\-\\.]+$', 'a-b.c', 'a b'],
  ['^\\-\\_\\@\\ $', '-_@ ', 'x'],
  ['^\\d{4}-\\d{2}$', '2026-01', 'x'],
  ['^\\u{1F600}$', '😀', 'x'],
  ['^(?<y>a)\\k<y>$', 'aa', 'ab'],
  ['^(a)\\1$', 'aa', 'ab'],
  ['^[[]$', '[', 'x'],
  ['^\\p{L}$', 'é', '1'],
])('%s is checked', (source, good, bad) => {
  const pattern = boundedPattern(source, new PatternBudget(), () => undefined);
  expect([pattern.test(good), pattern.test(bad)]).toEqual([true, false]);
});

test.each([
  ['^(a+)+$', `${'a'.repeat(60)}!`],
  ['^(a|aa)+$', `${'a'.repeat(100)}!`],
  [`^${'(a|aa)'.repeat(40)}$`, `${'a'.repeat(60)}!`],
  ['^(?:(?:a{1,40}){1,40}){1,40}$', `${'a'.repeat(60)}!`],
  ['a*a*a*a*b', 'a'.repeat(5000)],
])('%s is stopped, once', (source, text) => {
  const tooSlow = vi.fn();
  const pattern = boundedPattern(source, new PatternBudget(), tooSlow);
  expect(pattern.test(text)).toBe(true);
  expect(pattern.test(text)).toBe(true);
  expect(tooSlow).toHaveBeenCalledTimes(1);
});

const EVIL = ['^(a+)+$', `${'a'.repeat(60)}!`] as const;

test('all patterns together have one budget, and a pattern that was stopped stays so', () => {
  const budget = new PatternBudget(20);
  const tooSlow = vi.fn();
  const [source, text] = EVIL;
  expect(boundedPattern(source, budget, tooSlow).test(text)).toBe(true);
  expect(budget.isSpent).toBe(true);
  // The next SCHEMA has it again.
  expect(boundedPattern(source, budget, tooSlow).test('b')).toBe(true);
  for (let n = 1; n <= 100; n += 1)
    expect(boundedPattern(`^(a+)+${n}$`, budget, tooSlow).test(text)).toBe(true);
  expect(tooSlow).toHaveBeenCalledTimes(101);
  // What costs next to nothing is validated all the same.
  expect(boundedPattern('^[0-9]+$', budget, tooSlow).test('x')).toBe(false);
});

test('once the budget is spent no search is made that may take its time', () => {
  const budget = new PatternBudget(20);
  // 55^4 steps: it is not watched.
  const pattern = boundedPattern('a*a*a*b', budget, () => undefined);
  const slow = 'a'.repeat(55);
  expect(pattern.test(slow)).toBe(false);
  budget.spend(21);
  expect(pattern.test(slow)).toBe(true);
});
