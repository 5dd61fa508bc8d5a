import { expect, test } from 'vitest';
import { ReadUnits } from './read-units.ts';

const LIMITS = { rate: 50, items: 1_000, readers: 1, consistent: false };
const UNLIMITED = { ...LIMITS, rate: Number.POSITIVE_INFINITY };

test('pages wait until the units of those before are had', () => {
  const units = new ReadUnits(LIMITS);
  expect(units.delay(0)).toBe(0);
  units.spent(0, 25, 100);
  expect(units.delay(0)).toBe(500);
  units.spent(100, 50, 100);
  expect(units.delay(100)).toBe(1_400);
  expect(units.delay(1_500)).toBe(0);
  units.spent(9_000, 5, 10);
  expect(units.delay(9_000)).toBe(100);
});

test('the readers together ask for what a second allows', () => {
  const units = new ReadUnits({ ...LIMITS, readers: 5 });
  expect(units.limit).toBe(25);
  units.spent(0, 10, 100);
  expect(units.limit).toBe(100);
  units.spent(0, 100, 1);
  expect(units.limit).toBe(1);
});

test('without a limit nobody waits, and pages have 256 KiB', () => {
  const units = new ReadUnits(UNLIMITED);
  expect(units.limit).toBe(250);
  // 512 KiB of 1 KiB each
  units.spent(0, 64, 512);
  expect(units.delay(0)).toBe(0);
  expect(units.limit).toBe(256);
  const consistent = new ReadUnits({ ...UNLIMITED, consistent: true });
  consistent.spent(0, 128, 512);
  expect(consistent.limit).toBe(256);
});

test('the setting bounds them too', () => {
  const units = new ReadUnits({ ...UNLIMITED, items: 10 });
  expect(units.limit).toBe(10);
  units.spent(0, 0.5, 100);
  expect(units.limit).toBe(10);
});
