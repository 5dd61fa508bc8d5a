import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Watermark } from './watermark.ts';

const NONE = Number.POSITIVE_INFINITY;

test('a state waits for every record before it', () => {
  const watermark = new Watermark<string>();
  const first = watermark.recordReceived();
  watermark.stateReceived('one');
  const second = watermark.recordReceived();
  watermark.stateReceived('two');
  expect(watermark.take(first)).toBeUndefined();
  expect(watermark.take(second)).toBe('one');
  expect(watermark.take(second)).toBeUndefined();
  expect(watermark.take(NONE)).toBe('two');
  expect(watermark.take(NONE)).toBeUndefined();
});

test('a state without records before it may leave at once', () => {
  const watermark = new Watermark<string>();
  watermark.stateReceived('one');
  watermark.stateReceived('two');
  expect(watermark.take(NONE)).toBe('two');
});

test('whatever the order of writing, no state leaves before its records, and the last one always leaves', () => {
  const script = fc.array(fc.constantFrom('record', 'state', 'write'), { maxLength: 50 });
  fc.assert(
    fc.property(script, fc.infiniteStream(fc.nat()), (steps, choices) => {
      const watermark = new Watermark<number>();
      const open = new Set<number>();
      let received = 0;
      for (const step of [...steps, 'state']) {
        if (step === 'record') open.add(watermark.recordReceived());
        if (step === 'record') received += 1;
        if (step === 'state') watermark.stateReceived(received);
        if (step === 'write') open.delete([...open][choices.next().value % Math.max(1, open.size)] ?? 0);
        const oldest = Math.min(NONE, ...open);
        expect(watermark.take(oldest) ?? 0).toBeLessThan(oldest);
      }
      watermark.stateReceived(received);
      expect(watermark.take(NONE)).toBe(received);
    }),
  );
});

test('states that wait are few, however many come, and the last one always leaves', () => {
  const watermark = new Watermark<number>();
  const [oldest] = Array.from({ length: 10_000 }, (_, index) => {
    const position = watermark.recordReceived();
    watermark.stateReceived(index);
    return position;
  });
  expect(watermark.take(oldest ?? 0)).toBeUndefined();
  const taken = Array.from({ length: 10_000 }, (_, index) => watermark.take(index + 2)).filter(
    (state) => state !== undefined,
  );
  expect(taken.length).toBeLessThanOrEqual(16);
  expect(taken.at(-1)).toBe(9_999);
});
