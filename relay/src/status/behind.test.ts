import { expect, test } from 'vitest';
import { Behind } from './behind.ts';

test('what is read but not durable counts, on top of what is not read', () => {
  const behind = new Behind(3000);
  expect(behind.seconds(0)).toBe(0);
  behind.shard('a', 9000, 1000);
  behind.shard('b', 0, 1000);
  behind.waiting(4000, 1000);
  expect(behind.seconds(1000)).toBe(13);
  behind.waiting(0, 2000);
  behind.shard('a', 0, 2000);
  expect(behind.seconds(2000)).toBe(0);
});

test('it grows while a program says nothing', () => {
  const behind = new Behind(3000);
  behind.shard('a', 1000, 0);
  behind.waiting(0, 0);
  expect(behind.seconds(3000)).toBe(1);
  behind.waiting(0, 60_000);
  expect(behind.seconds(60_000)).toBe(61);
  behind.shard('a', 1000, 60_000);
  expect(behind.seconds(90_000)).toBe(31);
});

test('between two starts it goes on growing, and the shards of the new start count alone', () => {
  const behind = new Behind(3000);
  behind.shard('a', 5000, 0);
  behind.waiting(2000, 0);
  behind.starts();
  expect(behind.seconds(20_000)).toBe(27);
  behind.shard('b', 1000, 21_000);
  behind.waiting(0, 21_000);
  expect(behind.seconds(21_000)).toBe(1);
});
