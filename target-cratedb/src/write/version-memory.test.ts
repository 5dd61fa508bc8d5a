import { expect, test } from 'vitest';
import { VersionMemory } from './version-memory.ts';

test('what is newer than everything known needs no lookup', () => {
  const memory = new VersionMemory(10, 100);
  expect(memory.judge('a', { version: 100 })).toBe('newer');
  expect(memory.judge('a', { version: 99 })).toBe('unknown');
  expect(new VersionMemory(10, Number.NEGATIVE_INFINITY).judge('a', { version: 0 })).toBe('newer');
});

test('what was written here is known', () => {
  const memory = new VersionMemory(10, 100);
  memory.remember('a', { version: 50 });
  expect(memory.judge('a', { version: 49 })).toBe('stale');
  expect(memory.judge('a', { version: 50 })).toBe('newer');
  expect(memory.judge('a', { version: 51 })).toBe('newer');
});

test('what is forgotten raises the horizon', () => {
  const memory = new VersionMemory(4, 0);
  memory.remember('a', { version: 10 });
  memory.remember('b', { version: 20 });
  memory.remember('a', { version: 11 });
  memory.remember('c', { version: 5 });
  expect(memory.judge('b', { version: 19 })).toBe('unknown');
  expect(memory.judge('d', { version: 20 })).toBe('newer');
  expect(memory.judge('a', { version: 10 })).toBe('stale');
  expect(memory.judge('c', { version: 4 })).toBe('stale');
});

test('long keys are distinguished', () => {
  const memory = new VersionMemory(10, 100);
  const long = 'k'.repeat(3000);
  memory.remember(`${long}\ud800`, { version: 50 });
  expect(memory.judge(`${long}\ud800`, { version: 49 })).toBe('stale');
  expect(memory.judge(`${long}\ud801`, { version: 49 })).toBe('unknown');
});
