import { expect, test } from 'vitest';
import { Backlog } from './backlog.ts';

/** Holds this many bytes, and lets go of them when it is flushed. */
function hold(backlog: Backlog, bytes: number, flushed: number[], works = true): void {
  const held = {
    bytes,
    flush: async () => {
      flushed.push(bytes);
      if (!works) return;
      backlog.changed(-held.bytes);
      held.bytes = 0;
    },
  };
  backlog.join(held);
  backlog.changed(bytes);
}

test('the largest are written until the rest is within the limit', async () => {
  const backlog = new Backlog(50);
  const flushed: number[] = [];
  for (const bytes of [10, 40, 5, 30]) hold(backlog, bytes, flushed);
  await backlog.flushLargest();
  expect(flushed).toEqual([40]);
  expect(backlog.bytes).toBe(45);
  expect(backlog.flushLargest()).toBeUndefined();
});

test('a write that failed does not make it wait indefinitely', async () => {
  const backlog = new Backlog(5);
  const flushed: number[] = [];
  hold(backlog, 10, flushed, false);
  await backlog.flushLargest();
  expect(flushed).toEqual([10]);
});
