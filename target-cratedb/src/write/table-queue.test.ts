import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LoadProgress } from '../state/load-progress.ts';
import { Backlog } from './backlog.ts';
import { type QueueEvents, TableQueue } from './table-queue.ts';

const FAULT = new Error('refused');
const events: QueueEvents = { dropped: () => undefined, written: () => undefined };

const failing = (): TableQueue =>
  new TableQueue(
    { write: async () => await Promise.reject(FAULT) },
    {
      backlog: new Backlog(1000),
      progress: new LoadProgress(),
      limits: { rows: 2, bytes: 1000 },
      waitMs: 300_000,
    },
    events,
  );

const add = async (queue: TableQueue, id: string): Promise<void> =>
  await queue.add({ kind: 'upsert', key: { values: [id], id }, version: undefined, row: '{}' }, 1);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a fault is thrown to whoever waits for what was written', async () => {
  const queue = failing();
  await queue.drain();
  await add(queue, 'a');
  await expect(queue.drain()).rejects.toBe(FAULT);
  await expect(queue.drain()).rejects.toBe(FAULT);
});

test('after a fault no timer keeps the process alive', async () => {
  const queue = failing();
  for (const id of ['a', 'b']) await add(queue, id);
  await queue.flush();
  await add(queue, 'c');
  expect(vi.getTimerCount()).toBe(0);
});

test('how long the oldest record has been waiting is known until it is durable', async () => {
  let written = (): void => undefined;
  const writing = new Promise<{ upserted: number; deleted: number; stale: number }>((resolve) => {
    written = () => resolve({ upserted: 1, deleted: 0, stale: 0 });
  });
  const progress = new LoadProgress();
  const options = {
    backlog: new Backlog(1000),
    progress,
    limits: { rows: 2, bytes: 1000 },
    waitMs: undefined,
  };
  const queue = new TableQueue({ write: () => writing }, options, events);
  expect(progress.waitingSeconds).toBe(0);
  await add(queue, 'a');
  await vi.advanceTimersByTimeAsync(60_000);
  await add(queue, 'b');
  expect(progress.waitingSeconds).toBe(60);
  written();
  await vi.advanceTimersByTimeAsync(1000);
  expect(progress.waitingSeconds).toBe(0);
  progress.busy(true);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(progress.waitingSeconds).toBe(30);
  progress.busy(false);
  expect(progress.waitingSeconds).toBe(0);
});

test('a lone record is written at once, those that follow within a fifth of a second together', async () => {
  const sizes: number[] = [];
  const write = async (batch: { size: number }) => {
    sizes.push(batch.size);
    return { upserted: batch.size, deleted: 0, stale: 0 };
  };
  const options = {
    backlog: new Backlog(100_000),
    progress: new LoadProgress(),
    limits: { rows: 100, bytes: 100_000 },
    waitMs: undefined,
  };
  const queue = new TableQueue({ write }, options, events);
  await add(queue, 'first');
  await vi.advanceTimersByTimeAsync(20);
  expect(sizes).toEqual([1]);
  for (let n = 0; n < 100; n += 1) {
    await add(queue, `r${n % 50}`);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(sizes.length).toBeLessThanOrEqual(6);
  await queue.drain();
  expect(sizes.length).toBeLessThanOrEqual(7);
});
