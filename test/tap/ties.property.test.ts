import { expect, test } from 'vitest';
import { decodeEvent } from '../../tap-dynamodb-cdc/dist/change-record/decode.js';
import { readEnvelope } from '../../tap-dynamodb-cdc/dist/change-record/envelope.js';
import { Duplicates } from '../../tap-dynamodb-cdc/dist/emit/duplicates.js';
import { type TieMemory, Ties } from '../../tap-dynamodb-cdc/dist/emit/ties.js';
import { type Delivery, makeScenario, type Scenario } from '../machine/scenario.ts';
import type { Change } from '../support/dynamodb/change.ts';
import { type Random, seededRandom } from '../support/dynamodb/random.ts';

const first = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(process.env.RUNS ?? 40);

// The fault machine plays few histories with everything; this plays many with what decides about ties alone.
test(`what the tap lets pass ends in the newest change of each item (SEED=${first}, ${count} histories)`, {
  timeout: 30_000 + count * 1_000,
}, () => {
  for (let seed = first; seed < first + count; seed += 1) {
    const scenario = makeScenario(seed, false);
    const newest = new Map(scenario.history.changes.map((change) => [itemOf(change), change]));
    expect(lastApplied(scenario, seededRandom(seed)), `SEED=${seed} RUNS=1`).toEqual(newest);
  }
});

/** Applies what passes as the target does, by version; runs end anywhere and go on from the last state. */
function lastApplied({ phases }: Scenario, random: Random): Map<string, Change> {
  const rows = new Map<string, Change>();
  let memory: TieMemory = { overtaken: [], last: [] };
  for (const { records } of phases) {
    for (let begin = 0; begin < records.length; ) {
      const end = random.chance(0.5) ? records.length : begin + random.int(records.length - begin) + 1;
      const ties = new Ties(memory);
      const state = begin + random.int(end - begin) + 1;
      applyAll(records.slice(begin, state), ties, rows);
      memory = structuredClone(ties.memory());
      // What follows the last state is read again.
      if (end < records.length) applyAll(records.slice(state, end), ties, rows);
      begin = state;
    }
  }
  return rows;
}

function applyAll(records: readonly Delivery[], ties: Ties, rows: Map<string, Change>): void {
  const duplicates = new Duplicates(10, ties);
  for (const { data, change } of records) {
    if (duplicates.seen(decodeEvent(readEnvelope(data), { binaryEncoding: undefined, oldImage: false })))
      continue;
    const item = itemOf(change);
    if (change.at >= (rows.get(item)?.at ?? 0)) rows.set(item, change);
  }
}

function itemOf({ tableName, keys }: Change): string {
  return `${tableName} ${JSON.stringify(keys)}`;
}
