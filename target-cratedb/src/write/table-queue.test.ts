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
