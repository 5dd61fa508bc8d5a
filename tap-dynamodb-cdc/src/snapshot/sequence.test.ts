import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlapMs, scanTime, sequenceAfter, sequenceBefore } from './sequence.ts';

const MARGIN = 10_000;
const NOW = 1_700_000_000_000;
const skew = fc.integer({ min: -MARGIN + 1, max: MARGIN - 1 });

/** A clock of AWS as a Date header shows it: whole seconds. */
function shownBy(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

test('a change after the scan began is newer than its rows, whatever its clock', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), skew, (later, ahead) => {
      const sequence = sequenceBefore(shownBy(NOW), MARGIN);
      expect((NOW + later + ahead) * 1000).toBeGreaterThan(sequence);
    }),
  );
});

test('a change that is newer than the rows comes after the pinned position', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), skew, fc.nat(999), (age, ahead, phase) => {
      const now = NOW + phase;
      const made = now - age;
      const pinned = shownBy(now + 500) - 500 - overlapMs(MARGIN);
      if ((made + ahead) * 1000 >= sequenceBefore(shownBy(now), MARGIN))
        expect(made).toBeGreaterThanOrEqual(pinned);
    }),
  );
});

test('where changes were emitted before: they are older than the rows, and the scan finds them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), skew, fc.nat(999), (age, ahead, phase) => {
      const now = NOW + phase;
      const sequence = sequenceAfter(shownBy(now), MARGIN);
      expect((now - age + ahead) * 1000).toBeLessThan(sequence);
      const scan = scanTime(sequence, MARGIN);
      const newest = Math.floor(sequence / 1000) - ahead;
      expect(newest).toBeLessThanOrEqual(scan);
    }),
  );
});

test('a version is no time in milliseconds', () => {
  expect(sequenceBefore(NOW, MARGIN) % 1000).toBe(999);
  expect(sequenceAfter(NOW + 0.25, MARGIN) % 1000).not.toBe(0);
});
