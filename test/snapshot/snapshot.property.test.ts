import { expect, inject, test } from 'vitest';
import { runScenario } from './run-scenario.ts';
import { makeScenario } from './scenario.ts';

/** SEED=… plays one again; the times of a run are not the same, though. */
const drawn = Array.from({ length: 2 }, () => Math.floor(Math.random() * 2 ** 31));
const seeds = process.env.SEED ? [Number(process.env.SEED)] : drawn;

test.each(seeds)(
  'snapshot and changes end in the same table, whatever is killed (SEED=%i)',
  { timeout: 180_000 },
  async (seed) => {
    expect(await runScenario(makeScenario(seed, false), inject('cratedb'))).toEqual([]);
  },
);

test.each(seeds)(
  'so they do after a gap, by a new snapshot (SEED=%i)',
  { timeout: 180_000 },
  async (seed) => {
    expect(await runScenario(makeScenario(seed, true), inject('cratedb'))).toEqual([]);
  },
);
