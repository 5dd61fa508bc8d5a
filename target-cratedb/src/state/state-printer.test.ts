import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue } from '@cdc-relay/singer';
import { expect, test } from 'vitest';
import { LoadProgress } from './load-progress.ts';
import { StatePrinter } from './state-printer.ts';

/** A printer whose states land in a list; `open` is the position of the oldest record that is not durable. */
function printing(intervalMs: number, keep = async (): Promise<void> => undefined) {
  const world = { open: undefined as number | undefined, kept: [] as JsonValue[] };
  const progress = new LoadProgress();
  progress.join({
    get oldestOpen() {
      return world.open;
    },
    openSince: undefined,
  });
  const keepers = [{ keep }, { keep: async (state: JsonValue) => void world.kept.push(state) }];
  return { world, progress, printer: new StatePrinter(progress, keepers, intervalMs) };
}

test('a state waits until everything before it is durable', async () => {
  const { world, progress, printer } = printing(0);
  world.open = progress.recordReceived();
  progress.stateReceived(1);
  await sleep(1);
  expect(world.kept).toEqual([]);
  world.open = undefined;
  progress.written();
  await printer.finish();
  expect(world.kept).toEqual([1]);
});

test('between two states lies the interval, but the last one always goes', async () => {
  const { world, progress, printer } = printing(3_600_000);
  for (const state of [1, 2, 3]) progress.stateReceived(state);
  await sleep(1);
  expect(world.kept).toEqual([1]);
  await printer.finish();
  expect(world.kept).toEqual([1, 3]);
});

test('a state that had to wait for the interval goes by itself', async () => {
  const { world, progress, printer } = printing(5);
  progress.stateReceived(1);
  progress.stateReceived(2);
  await expect.poll(() => world.kept).toEqual([1, 2]);
  await printer.finish();
});

test('a state that could not be kept is a failure, and none follows it', async () => {
  const { world, progress, printer } = printing(0, () => Promise.reject(new Error('no room')));
  progress.stateReceived(1);
  await expect(printer.finish()).rejects.toThrow('no room');
  progress.stateReceived(2);
  await expect(printer.finish()).rejects.toThrow('no room');
  expect(world.kept).toEqual([]);
  expect(printer.durable).toBeUndefined();
  expect(progress.failure.reason).toMatchObject({ message: 'no room' });
});
