import { expect, inject, test } from 'vitest';
import { runScenario } from './run-scenario.ts';
import { makeScenario } from './scenario.ts';

/** SEED=… plays one again; the times of a run are not the same, though. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`snapshot and changes end in the same table, whatever is killed (SEED=${seed})`, {
  timeout: 180_000,
}, async () => {
  expect(await runScenario(makeScenario(seed, false), inject('cratedb'))).toEqual([]);
});

test(`so they do after a gap, by a new snapshot (SEED=${seed})`, { timeout: 180_000 }, async () => {
  expect(await runScenario(makeScenario(seed, true), inject('cratedb'))).toEqual([]);
});
