import { expect, inject, test } from 'vitest';
import { KNOWN_SEEDS } from './known-seeds.ts';
import { runScenario } from './run-scenario.ts';
import { makeScenario } from './scenario.ts';

/**
 * A seed at random, and one of those that once found something (`make soak` plays them all); SEED=… plays one again, both
 * ways.
 */
const drawn = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

function seedsOf(known: readonly number[]): number[] {
  const one = known[drawn % known.length];
  return process.env.SEED === undefined && one !== undefined ? [one, drawn] : [drawn];
}

test.each(seedsOf(KNOWN_SEEDS.calm))(
  'late, repeated and reordered changes converge (SEED=%i)',
  { timeout: 120_000 },
  async (seed) => {
    expect(await runScenario(makeScenario(seed, false), inject('cratedb'))).toEqual([]);
  },
);

test.each(seedsOf(KNOWN_SEEDS.faults))(
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
