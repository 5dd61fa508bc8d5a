import { expect, test } from 'vitest';
import { type Pipeline, passing, type Waiting } from './pipeline.ts';

const MOMENT = 1_000_000;
const BY_STATE: Waiting = { settleMs: undefined, limitMs: 60_000 };

/** A pipeline whose states say these times, one after the other, and what it said of a missing one. */
function pipelineOf(
  ...times: (number | undefined)[]
): Pipeline & { readonly said: number[]; left(): number } {
  const said: number[] = [];
  return {
    said,
    left: () => times.length,
    state: async () => times.shift() ?? null,
    readUntil: (state) => (typeof state === 'number' ? state : undefined),
    unknown: (seconds) => said.push(seconds),
  };
}

function pass(pipeline: Pipeline, waiting = BY_STATE, signal = new AbortController().signal) {
  return passing(pipeline, waiting, signal)(MOMENT);
}

test('waits for a state that is a margin beyond the moment', async () => {
  const pipeline = pipelineOf(MOMENT + 4_999, MOMENT + 5_000, MOMENT + 9_000);
  expect(await pass(pipeline)).toBe(true);
  expect([pipeline.left(), pipeline.said]).toEqual([1, []]);
});

test('a pipeline that does not come that far in time has not passed', async () => {
  expect(await pass(pipelineOf(0, 0), { settleMs: undefined, limitMs: 1 })).toBe(false);
});

test('a time that is enough needs no state', async () => {
  const pipeline = pipelineOf(0);
  expect(await pass(pipeline, { settleMs: 1, limitMs: 60_000 })).toBe(true);
  expect(pipeline.left()).toBe(1);
});

test('that there is no state is said once', async () => {
  const stop = new AbortController();
  const pipeline = pipelineOf(undefined, undefined);
  const passed = passing(pipeline, BY_STATE, stop.signal);
  const waits = [passed(MOMENT), passed(MOMENT)];
  await expect.poll(() => pipeline.left()).toBe(0);
  stop.abort();
  for (const wait of waits) await expect(wait).rejects.toThrow('aborted');
  expect(pipeline.said).toEqual([60]);
});
