import { inspect } from 'node:util';
import { BUNDLED } from '../lambda/instance.ts';
import { playHistory } from '../lambda/play-history.ts';
import { useCrate } from '../support/cratedb/server.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { KNOWN_SEEDS } from './known-seeds.ts';
import { restartDatabase } from './restarts.ts';
import { runScenario } from './run-scenario.ts';
import { makeScenario } from './scenario.ts';
import { soakWriters } from './writers/soak-writers.ts';

const minutes = Number(process.env.MINUTES ?? 10);
const first = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
/** `lambda` or `writers`: histories of that kind only. */
const only = process.env.PLAY;
/** Histories of several writers of the same keys. */
const writers = only === 'lambda' ? 0 : Number(process.env.WRITERS ?? 2000);
/** A shell command that ends CrateDB at once and starts it again. */
const restart = process.env.CRATEDB_RESTART;
const end = Date.now() + minutes * 60_000;
/** Scenarios that are played at the same time: each one waits for CrateDB most of the time. */
const LANES = 5;

const KNOWN = [...new Set([...KNOWN_SEEDS.calm, ...KNOWN_SEEDS.faults])];

const FUNCTION = { bundle: BUNDLED, shards: 8, changes: 120, items: 8, instances: 3 };

type Kind = 'calm' | 'faults' | 'lambda';

/** The seeds that once found something, both ways; then new ones, of every eleven one with faults and one of the function. */
function scenarioAt(index: number): { seed: number; kind: Kind } {
  const seed = (first + index) % 2 ** 31;
  if (only === 'lambda') return { seed, kind: 'lambda' };
  const known = KNOWN[Math.floor(index / 2)];
  if (known !== undefined && process.env.SEED === undefined)
    return { seed: known, kind: index % 2 === 1 ? 'faults' : 'calm' };
  return { seed, kind: index % 11 === 10 ? 'faults' : index % 11 === 5 ? 'lambda' : 'calm' };
}

/** How often what histories of the function are there for happened in all of them. */
const happened: Record<string, number> = {};

async function playFunction(seed: number, crateUrl: string): Promise<readonly string[]> {
  const played = await playHistory(seed, FUNCTION, crateUrl);
  for (const [what, count] of Object.entries(played.happened)) happened[what] = (happened[what] ?? 0) + count;
  return played.findings;
}

function play(seed: number, kind: Kind, crateUrl: string): Promise<readonly string[]> {
  if (kind === 'lambda') return playFunction(seed, crateUrl);
  return runScenario(makeScenario(seed, kind === 'faults'), crateUrl);
}

/**
 * Plays scenarios until the time is over; prints the seeds of those that fail. With
 * CRATEDB_RESTART, the database crashes and comes back under all of them.
 */
async function soak(): Promise<number> {
  await using crate = await useCrate();
  console.log(
    `soaking for ${minutes} min on ${crate.isReal ? 'CrateDB' : 'the stand-in'}, first SEED=${first}`,
  );
  const counts = { calm: 0, faults: 0, lambda: 0, failed: 0 };
  let next = 0;
  const lane = async (): Promise<void> => {
    while (Date.now() < end) {
      const { seed, kind } = scenarioAt(next++);
      const findings = await play(seed, kind, crate.url).catch((error: unknown) => [inspect(error)]);
      counts[kind] += 1;
      if (findings.length > 0) counts.failed += 1;
      for (const finding of findings) console.log(`SEED=${seed} ${kind}: ${finding}`);
      if (next % 50 === 0) console.log(JSON.stringify(counts));
    }
  };
  const over = new AbortController();
  const restarts = restart ? restartDatabase(restart, seededRandom(first), over.signal) : undefined;
  const lanes = Array.from({ length: only === 'writers' ? 0 : LANES }, lane);
  const failedWriters = writers === 0 ? 0 : await soakWriters(crate.url, first, writers);
  await Promise.all(lanes);
  over.abort();
  if (restarts !== undefined) console.log(`${await restarts} restarts of CrateDB`);
  const played = counts.calm + counts.faults + counts.lambda;
  console.log(
    `${counts.calm} histories with delivery faults, ${counts.faults} with crashes and outages, ${counts.lambda} of the Lambda function`,
  );
  if (counts.lambda > 0) console.log(`in the histories of the function: ${JSON.stringify(happened)}`);
  console.log(`${played - counts.failed} passed, ${counts.failed} failed`);
  return counts.failed + failedWriters;
}

process.exitCode = (await soak()) === 0 ? 0 : 1;
