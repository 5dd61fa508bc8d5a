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
