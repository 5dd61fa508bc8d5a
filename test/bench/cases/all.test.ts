import { expect, test } from 'vitest';
import { casesNamed } from './all.ts';

const names = (given: readonly string[]): string[] => casesNamed(given).map(({ name }) => name);

test('every case has a name of its own', () => {
  expect(new Set(names([])).size).toBe(names([]).length);
});

test('a name stands for a case or a group of them', () => {
  expect(names(['tap-4'])).toEqual(['tap-4']);
  expect(names(['pipe', 'tap'])).toEqual(['tap-1', 'tap-4', 'tap-64', 'tap-fan-out', 'tap-streams', 'pipe']);
});

test('an unknown name is refused with those that there are', () => {
  expect(() => casesNamed(['tap', 'nonsense'])).toThrow(/no case "nonsense"; there are target-insert, /);
});
