import type { HostileOptions } from '@cdc-relay/hostile-kinesis';
import { allTypes, changingTypes } from '../support/dynamodb/all-types.ts';
import type { Change } from '../support/dynamodb/change.ts';
import { type ChangeRecord, changeRecord } from '../support/dynamodb/change-record.ts';
import { deliver } from '../support/dynamodb/delivery.ts';
import {
  awsMicroseconds,
  awsMilliseconds,
  type Dialect,
  dynamoDbStreams,
} from '../support/dynamodb/dialect.ts';
import { type History, makeHistory } from '../support/dynamodb/history.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { type Random, seededRandom, several } from '../support/dynamodb/random.ts';
import type { Table } from '../support/dynamodb/table.ts';
import type { RandomFaults } from '../support/kinesis/random-faults.ts';

const TABLES = [orders, customers, allTypes, changingTypes];

/** A millisecond: then a record may name its time in ms or µs and mean the same. */
const TICK = 1000;

const DIALECTS: readonly Dialect[] = [
  awsMicroseconds,
  awsMilliseconds,
  { ...awsMilliseconds, namesUnit: true },
  { ...awsMicroseconds, shuffled: true },
];

const DISTURBANCES: readonly Disturbance[] = [
  'none',
  'freeze',
  'kill tap',
  'kill target',
  'kill both',
  'kill both',
  'terminate both',
  'cut database',
  'refuse database',
];

const STATEMENTS = [
  /INSERT INTO/,
  /INSERT INTO .*_sdc_tombstones/,
  /DELETE FROM/,
  /SELECT/,
  /CREATE TABLE/,
  /ALTER/,
];

/** What CrateDB answers while it is starting, overloaded or short of disk. */
const TRANSIENT_ERRORS = [
  '[parent] Data too large, data for [query] would be [1073741825/1gb], which is larger than the limit',
  'blocked by: [SERVICE_UNAVAILABLE/2/no master];',
  'primary shard is not active Timeout: [1m]',
  'rejected execution of replica operation',
  `The relation "s.t" doesn't support or allow INSERT operations, as it is read-only`,
];

/** How one run of the pipeline is disturbed. */
export type Disturbance =
  | 'none'
  | 'freeze'
  | 'kill tap'
  | 'kill target'
  | 'kill both'
  | 'terminate tap'
  | 'terminate target'
  | 'terminate both'
  | 'cut database'
  | 'refuse database';

/** What the database's connection does with the next statement that matches. */
interface StatementFault {
  readonly kind: 'unsent' | 'unanswered' | 'stalled' | 'late' | 'refused';
  readonly pattern: RegExp;
  readonly message?: string;
}

/** A change as it is delivered. */
export interface Delivery extends ChangeRecord {
  readonly change: Change;
}

/** Records that are put on the Kinesis stream, what happens to its shards, and the run that follows. */
export interface Phase {
  readonly records: readonly Delivery[];
  readonly reshard: 'none' | 'split' | 'merge';
  readonly disturbance: Disturbance;
  /** When the disturbance comes, in milliseconds after the first output of the target or the start of the run. */
  readonly after: number;
  readonly statements: readonly StatementFault[];
  readonly kinesis: RandomFaults;
  readonly settings: Readonly<Record<string, string>>;
}

/** How changes come: polled from a Kinesis stream, pushed by it, or from the DynamoDB stream of each table. */
export type Way = 'polled' | 'pushed' | 'streams';

/** Where the state is kept between the runs: by the shell that reads stdout, in a file, in CrateDB. */
export type StatePlace = 'stdout' | 'file' | 'table';

/** Everything that happens in one test, and what the tables must hold in the end. */
export interface Scenario {
  readonly seed: number;
  readonly way: Way;
  readonly shards: number;
  readonly pageSize: number;
  readonly statePlace: StatePlace;
  readonly history: History;
  readonly tables: readonly Table[];
  readonly phases: readonly Phase[];
  /** How subscriptions end and overlap. */
  readonly pushing: Pick<HostileOptions, 'eventsPerSubscription' | 'overlap'>;
  /** Whether what a state has passed is past its retention before the next run. */
  readonly forgets: boolean;
}

/**
 * Makes the scenario of a seed; with `faults`, programs, Kinesis and database fail. The last run is never disturbed. Not
 * `polled`, records and shards that were read go, too.
 */
export function makeScenario(seed: number, faults: boolean, way: Way = 'polled'): Scenario {
  const random = seededRandom(seed);
  const tables = TABLES.filter(() => random.chance(0.6));
  const used = tables.length === 0 ? [orders] : tables;
  const history = makeHistory({
    seed,
    operations: way === 'polled' ? 40 + random.int(160) : 20 + random.int(80),
    tables: used,
    tick: way === 'streams' ? random.pick([1, 10, TICK]) : TICK,
    ties: random.pick([0, 0.3]),
    itemsPerTable: way === 'streams' ? random.pick([1, 1 + random.int(30)]) : 1 + random.int(30),
  });
  const scenario = {
    seed,
    way,
    shards: 1 + random.int(4),
    pageSize: random.pick([1, 3, 10, 100, 1000]),
    statePlace: random.pick(['stdout', 'file', 'table'] as const),
    history,
    tables: used,
    phases: phasesOf(history.changes, random, { seed, faults, way }),
  };
  return {
    ...scenario,
    forgets: way !== 'polled',
    pushing: way === 'pushed' ? pushing(random, scenario) : {},
  };
}

/** A subscription that pushes nothing but what came before its position leads nowhere. */
function pushing(random: Random, { pageSize }: Pick<Scenario, 'pageSize'>): Scenario['pushing'] {
  const eventsPerSubscription = random.pick([1, 3, 100, Number.POSITIVE_INFINITY]);
  return {
    eventsPerSubscription,
    overlap: Math.min(random.pick([0, 0, 4]), eventsPerSubscription * pageSize - 1),
  };
}

type Kind = Pick<Scenario, 'seed' | 'way'> & { readonly faults: boolean };

function phasesOf(changes: readonly Change[], random: Random, { seed, faults, way }: Kind): Phase[] {
  const records = way === 'streams' ? inOrder(changes, random) : disordered(changes, random, seed);
  const cuts = several(random.int(3), () => random.int(records.length)).sort((a, b) => a - b);
  const parts = [0, ...cuts].map((from, index) => records.slice(from, cuts[index] ?? records.length));
  const phases = parts.map((part) => phaseOf(part, random, faults));
  if (!faults && random.chance(0.7)) return phases;
  // What a disturbed run left behind, the last one finds.
  const last: Phase = { ...phaseOf([], random, false), reshard: 'none', disturbance: 'none' };
  return [...phases.map((phase) => terminatedApart(phase, random)), last];
}

/** As Kinesis delivers changes: late, in another order, more than once. */
function disordered(changes: readonly Change[], random: Random, seed: number): Delivery[] {
  const delivered = deliver(changes, {
    seed,
    lateness: random.pick([0, 3, 20]),
    duplicates: random.pick([0, 0.1, 0.3]),
  });
  const late = delivered.filter(() => random.chance(0.05));
  const written = new Map(
    changes.map((change) => [change, deliveryOf(change, random, random.pick(DIALECTS))]),
  );
  return [...delivered, ...late].flatMap((change) => written.get(change) ?? []);
}

/** As DynamoDB Streams delivers them: each once, in their order. */
function inOrder(changes: readonly Change[], random: Random): Delivery[] {
  return changes.map((change) => deliveryOf(change, random, dynamoDbStreams));
}

/** Whom a SIGTERM reaches is drawn last: everything else of a known seed stays as it was. */
function terminatedApart(phase: Phase, random: Random): Phase {
  if (phase.disturbance !== 'terminate both') return phase;
  return { ...phase, disturbance: random.pick(['terminate both', 'terminate tap', 'terminate target']) };
}

function deliveryOf(change: Change, random: Random, dialect: Dialect): Delivery {
  return { ...changeRecord(change, random, dialect), change };
}

function phaseOf(records: readonly Delivery[], random: Random, faults: boolean): Phase {
  return {
    records,
    reshard: random.pick(['none', 'none', 'split', 'merge']),
    disturbance: faults ? random.pick(DISTURBANCES) : random.pick(['none', 'none', 'none', 'freeze']),
    after: random.pick([0, 0, 5, 50, 200, 500]),
    statements: faults ? several(random.int(3), () => statementFault(random)) : [],
    kinesis: {
      seed: random.int(2 ** 31),
      odd: faults ? random.pick([0, 0.1, 0.4]) : 0,
      failing: faults ? random.int(60) : 0,
    },
    settings: {
      TARGET_CRATEDB_BATCH_SIZE_ROWS: String(random.pick([1, 2, 7, 50, 5000])),
      TARGET_CRATEDB_STATE_INTERVAL_SECONDS: String(random.pick([0, 1])),
      TARGET_CRATEDB_STATEMENT_TIMEOUT_SECONDS: '3',
      TARGET_CRATEDB_TABLE_OPTIONS: JSON.stringify({ '*': { shards: random.pick([1, 1, 1, 4]) } }),
      TAP_DYNAMODB_CDC_STATE_INTERVAL_SECONDS: String(random.pick([0.01, 5])),
    },
  };
}

function statementFault(random: Random): StatementFault {
  const pattern = random.pick(STATEMENTS);
  const kind = random.pick(['unsent', 'unanswered', 'stalled', 'late', 'refused'] as const);
  return { kind, pattern, message: random.pick(TRANSIENT_ERRORS) };
}
