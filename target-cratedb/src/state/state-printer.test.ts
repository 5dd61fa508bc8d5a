import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { StatePrinter } from './state-printer.ts';

/** A printer whose states land in a list; `open` is the position of the oldest record that is not durable. */
function printing(intervalMs: number, keep = async (): Promise<void> => undefined) {
  const world = { open: Number.POSITIVE_INFINITY, kept: [] as JsonValue[], failures: [] as unknown[] };
  const printer = new StatePrinter({
    keepers: [{ keep }, { keep: async (state) => void world.kept.push(state) }],
    intervalMs,
    oldestOpen: () => world.open,
    failed: (error) => world.failures.push(error),
  });
  return { world, printer };
}

test('a state waits until everything before it is durable', async () => {
  const { world, printer } = printing(0);
  world.open = printer.recordReceived();
  printer.stateReceived(1);
  await sleep(1);
  expect(world.kept).toEqual([]);
  world.open = Number.POSITIVE_INFINITY;
  printer.update();
  await printer.finish();
  expect(world.kept).toEqual([1]);
});

test('between two states lies the interval, but the last one always goes', async () => {
  const { world, printer } = printing(3_600_000);
  for (const state of [1, 2, 3]) printer.stateReceived(state);
  await sleep(1);
  expect(world.kept).toEqual([1]);
  await printer.finish();
  expect(world.kept).toEqual([1, 3]);
});

test('a state that had to wait for the interval goes by itself', async () => {
  const { world, printer } = printing(5);
  printer.stateReceived(1);
  printer.stateReceived(2);
  await expect.poll(() => world.kept).toEqual([1, 2]);
  await printer.finish();
});

test('a state that could not be kept is reported, and none follows it', async () => {
  const { world, printer } = printing(0, () => Promise.reject(new Error('no room')));
  printer.stateReceived(1);
  await expect(printer.finish()).rejects.toThrow('no room');
  printer.stateReceived(2);
  await expect(printer.finish()).rejects.toThrow('no room');
  expect(world).toMatchObject({ kept: [], failures: [{ message: 'no room' }] });
});
