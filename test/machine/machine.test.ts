import { expect, inject, test } from 'vitest';
import { KNOWN_SEEDS } from './known-seeds.ts';
import { runScenario } from './run-scenario.ts';
import { makeScenario } from './scenario.ts';

/** A seed at random beside those that once found something; SEED=… plays one again, both ways. */
const drawn = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const known = process.env.SEED === undefined ? KNOWN_SEEDS : { calm: [], faults: [] };

test.each([...known.calm, drawn])(
  'late, repeated and reordered changes converge (SEED=%i)',
  { timeout: 120_000 },
  async (seed) => {
    expect(await runScenario(makeScenario(seed, false), inject('cratedb'))).toEqual([]);
  },
);

test.each([...known.faults, drawn])(
  'so they do when programs, Kinesis and database fail (SEED=%i)',
  { timeout: 120_000 },
  async (seed) => {
    expect(await runScenario(makeScenario(seed, true), inject('cratedb'))).toEqual([]);
  },
);

test.each(['pushed', 'streams'] as const)(
  `by way of %s they converge, too, whatever fails (SEED=${drawn})`,
  { timeout: 120_000 },
  async (way) => {
    expect(await runScenario(makeScenario(drawn, true, way), inject('cratedb'))).toEqual([]);
  },
);
