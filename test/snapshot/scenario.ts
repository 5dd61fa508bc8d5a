import type { Disturbance } from '../machine/scenario.ts';
import { allTypes } from '../support/dynamodb/all-types.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { type Random, seededRandom, several } from '../support/dynamodb/random.ts';
import type { Table } from '../support/dynamodb/table.ts';

const { text, bytes, flag, texts, byteses } = allTypes.attributes;

/** Keys of bytes and of numbers that a double cannot hold. */
const awkwardKeys: Table = {
  ...allTypes,
  name: 'awkward-keys',
  attributes: attributes({ text, bytes, flag, texts, byteses }),
};

const TABLES = [orders, customers, awkwardKeys];

/** One run of the pipeline, and what is done to the tables while it runs. */
interface Phase {
  readonly operations: number;
  readonly reshard: boolean;
  /** Whether Kinesis drops all records that it has, and a day passes, before the run. */
  readonly gap: boolean;
  readonly disturbance: Disturbance;
  /** When the disturbance comes, in milliseconds after the first output of the target or the start of the run. */
  readonly after: number;
}

/** Everything that is drawn for one test. */
export interface Scenario {
  readonly seed: number;
  readonly tables: readonly Table[];
  readonly shards: number;
  readonly itemsPerTable: number;
  /** Items that are there before their table's changes go to Kinesis. */
  readonly before: number;
  /** Seconds. */
  readonly margin: number;
  /** How far the clocks of items differ from DynamoDB's, in parts of the margin; below 1. */
  readonly skew: number;
  /** How many operations later a change may come to Kinesis. */
  readonly lateness: number;
  readonly duplicates: number;
  readonly phases: readonly Phase[];
  readonly settings: Readonly<Record<string, string>>;
}

/** Makes the scenario of a seed; with `gaps`, some changes never come. The last run is never disturbed. */
export function makeScenario(seed: number, gaps: boolean): Scenario {
  const random = seededRandom(seed);
  const chosen = TABLES.filter(() => random.chance(0.5));
  const tables = chosen.length === 0 ? [orders] : chosen;
  const margin = random.pick([0.3, 0.6, 1]);
  const gapAt = gaps ? 1 + random.int(2) : undefined;
  const phases = several(2 + random.int(2), () => random).map((_, index) => phaseOf(random, index === gapAt));
  return {
    seed,
    tables,
    shards: 1 + random.int(3),
    itemsPerTable: 10 + random.int(60),
    before: random.int(100),
    margin,
    skew: random.pick([0, 0.5, 0.9]),
    lateness: random.pick([0, 5, 40]),
    duplicates: random.pick([0, 0.2]),
    phases: [...phases, { operations: 0, reshard: false, gap: false, disturbance: 'none', after: 0 }],
    settings: settingsOf(random, margin, tables),
  };
}

function phaseOf(random: Random, gap: boolean): Phase {
  return {
    operations: 50 + random.int(250),
    reshard: random.chance(0.3),
    gap,
    disturbance: random.pick(['kill tap', 'kill target', 'kill both', 'terminate both', 'none']),
    after: random.pick([0, 0, 5, 50, 200, 800]),
  };
}

function settingsOf(random: Random, margin: number, tables: readonly Table[]): Record<string, string> {
  const limited: Record<string, string> = random.chance(0.5)
    ? { TAP_DYNAMODB_CDC_SNAPSHOT_READ_UNITS: String(random.pick([20, 100])) }
    : {};
  return {
    TAP_DYNAMODB_CDC_MODE: 'snapshot+cdc',
    TAP_DYNAMODB_CDC_ON_GAP: 'resnapshot',
    TAP_DYNAMODB_CDC_TABLES: JSON.stringify(tables.map(({ name }) => name)),
    TAP_DYNAMODB_CDC_SNAPSHOT_CLOCK_MARGIN: String(margin),
    TAP_DYNAMODB_CDC_SNAPSHOT_SEGMENTS: String(random.pick([1, 2, 5])),
    TAP_DYNAMODB_CDC_CONSISTENT_READ: String(random.chance(0.5)),
    TAP_DYNAMODB_CDC_BATCH_SIZE: String(random.pick([1, 3, 100])),
    TAP_DYNAMODB_CDC_IDLE_SLEEP: '0.01',
    TAP_DYNAMODB_CDC_STATE_INTERVAL_SECONDS: String(random.pick([0.01, 1])),
    TARGET_CRATEDB_BATCH_SIZE_ROWS: String(random.pick([1, 7, 50, 5000])),
    TARGET_CRATEDB_STATE_INTERVAL_SECONDS: String(random.pick([0.01, 1])),
    ...limited,
  };
}

function attributes(chosen: {
  [name: string]: Table['attributes'][string] | undefined;
}): Table['attributes'] {
  return Object.fromEntries(Object.entries(chosen).flatMap(([name, make]) => (make ? [[name, make]] : [])));
}
