import { allTypes, changingTypes } from '../support/dynamodb/all-types.ts';
import type { Change } from '../support/dynamodb/change.ts';
import { type ChangeRecord, changeRecord } from '../support/dynamodb/change-record.ts';
import { deliver } from '../support/dynamodb/delivery.ts';
import { awsMicroseconds, awsMilliseconds, type Dialect } from '../support/dynamodb/dialect.ts';
import { type History, makeHistory } from '../support/dynamodb/history.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { type Random, seededRandom, several } from '../support/dynamodb/random.ts';
import type { Table } from '../support/dynamodb/table.ts';

const TABLES = [orders, customers, allTypes, changingTypes];

/** A millisecond: then a record may name its time in ms or µs and mean the same. */
const TICK = 1000;

const DIALECTS: readonly Dialect[] = [
  awsMicroseconds,
  awsMilliseconds,
  { ...awsMilliseconds, namesUnit: true },
  { ...awsMicroseconds, shuffled: true },
];

/** How one run of the pipeline is disturbed. */
export type Disturbance = 'none' | 'kill tap' | 'kill target' | 'kill both' | 'terminate both';

/** Records that are put on the Kinesis stream, what happens to its shards, and the run that follows. */
export interface Phase {
  readonly records: readonly ChangeRecord[];
  readonly reshard: 'none' | 'split' | 'merge';
  readonly disturbance: Disturbance;
  /** When the disturbance comes, in milliseconds after the first output of the target or the start of the run. */
  readonly after: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Everything that happens in one test, and what the tables must hold in the end. */
export interface Scenario {
  readonly seed: number;
  readonly shards: number;
  readonly pageSize: number;
  readonly history: History;
  readonly tables: readonly Table[];
  readonly phases: readonly Phase[];
}

/** Makes the scenario of a seed; with `crashes`, runs are killed. The last run is never disturbed. */
export function makeScenario(seed: number, crashes: boolean): Scenario {
  const random = seededRandom(seed);
  const tables = TABLES.filter(() => random.chance(0.6));
  const used = tables.length === 0 ? [orders] : tables;
  const operations = 40 + random.int(160);
  const history = makeHistory({
    seed,
    operations,
    tables: used,
    tick: TICK,
    itemsPerTable: 5 + random.int(30),
  });
  return {
    seed,
    shards: 1 + random.int(4),
    pageSize: random.pick([1, 3, 10, 100, 1000]),
    history,
    tables: used,
    phases: phasesOf(history.changes, random, seed, crashes),
  };
}

function phasesOf(changes: readonly Change[], random: Random, seed: number, crashes: boolean): Phase[] {
  const delivered = deliver(changes, {
    seed,
    lateness: random.pick([0, 3, 20]),
    duplicates: random.pick([0, 0.1, 0.3]),
  });
  const late = delivered.filter(() => random.chance(0.05));
  const records = [...delivered, ...late].map((change) =>
    changeRecord(change, random, random.pick(DIALECTS)),
  );
  const cuts = several(random.int(3), () => random.int(records.length)).sort((a, b) => a - b);
  const parts = [0, ...cuts].map((from, index) => records.slice(from, cuts[index] ?? records.length));
  const phases = parts.map((part) => phaseOf(part, random, crashes));
  // What a disturbed run left behind, the last one finds.
  return [...phases, { ...phaseOf([], random, false), reshard: 'none', disturbance: 'none' }];
}

function phaseOf(records: readonly ChangeRecord[], random: Random, crashes: boolean): Phase {
  return {
    records,
    reshard: random.pick(['none', 'none', 'split', 'merge']),
    disturbance: crashes
      ? random.pick(['kill tap', 'kill target', 'kill both', 'terminate both', 'none'])
      : 'none',
    after: random.pick([0, 0, 5, 50, 200, 500]),
    settings: {
      TARGET_CRATEDB_BATCH_SIZE_ROWS: String(random.pick([1, 2, 7, 50, 5000])),
      TAP_DYNAMODB_CDC_STATE_INTERVAL_SECONDS: String(random.pick([0.01, 5])),
    },
  };
}
