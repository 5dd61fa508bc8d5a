import { expect, inject, test } from 'vitest';
import { withoutGuard, withoutOrder } from './writers/mutants.ts';
import { playRound, type RoundMode } from './writers/run-round.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const LONG = { timeout: 240_000 };
const HISTORIES = 15;
const ROUNDS = 20;

test.each<[RoundMode]>([['mark'], ['tombstone'], ['remove']])(
  `histories of several writers, delete_mode: %s (SEED=${seed})`,
  LONG,
  async (mode) => {
    const { findings } = await playRound(inject('cratedb'), { seed, mode, histories: HISTORIES });
    expect(findings).toEqual([]);
  },
);

test.each([
  ['versions', withoutGuard],
  ['what orders equal ones', withoutOrder],
])(`a target that does not compare %s is found out (SEED=${seed})`, LONG, async (_, rewrite) => {
  let found = false;
  // A few histories may get by without the comparison.
  for (let round = 0; !found && round < ROUNDS; round += 1) {
    const options = {
      seed: seed + HISTORIES * round,
      mode: 'tombstone',
      histories: HISTORIES,
      rewrite,
    } as const;
    found = (await playRound(inject('cratedb'), options)).findings.length > 0;
  }
  expect(found).toBe(true);
});
