import { expect, inject, test } from 'vitest';
import { bundleFunction } from '../support/programs/bundle.ts';
import { playHistory } from './play-history.ts';

const random = Math.floor(Math.random() * 2 ** 31);
// Every third seed has cut connections: one of each kind.
const seeds = process.env.SEED
  ? [Number(process.env.SEED)]
  : [random - (random % 3), random - (random % 3) + 1];

test.each(seeds)(
  'eight shards, ten groups each: a reshard, throttles, timeouts, kills, cuts and poison end in the items (SEED=%i)',
  async (seed) => {
    using bundle = await bundleFunction();
    const size = { bundle: bundle.path, shards: 8, changes: 50, items: 6, instances: 2 };
    const { findings, happened } = await playHistory(seed, size, inject('cratedb'));
    expect(findings).toEqual([]);
    expect(happened.reshards).toBeGreaterThan(0);
  },
  300_000,
);
