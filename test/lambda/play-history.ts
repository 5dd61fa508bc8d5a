import {
  type Fault,
  type FaultScript,
  type KinesisStream,
  kinesisModel,
  type NewRecord,
  startHostileKinesis,
  streamOf,
} from '@cdc-relay/hostile-kinesis';
import { compareTable } from '../support/compare-table.ts';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { awsMicroseconds, awsMilliseconds, dynamoDbStreams } from '../support/dynamodb/dialect.ts';
import { makeHistory } from '../support/dynamodb/history.ts';
import { customers, orders } from '../support/dynamodb/orders.ts';
import { type Random, seededRandom } from '../support/dynamodb/random.ts';
import { startProxy, type TcpProxy } from '../support/proxy/tcp-proxy.ts';
import { AnswerJudge } from './answer-judge.ts';
import { EventSource } from './event-source.ts';
import { GrowingStream } from './growing-stream.ts';
import { StreamReader } from './stream-reader.ts';

const TABLES = [orders, customers];
const PARALLELIZATION_FACTOR = 10;
const STREAM = 'cdc';
const POISON = Buffer.from('poison');

/** The function that plays it, and how large a history is. */
export interface Played {
  /** The path of the bundle. */
  readonly bundle: string;
  readonly shards: number;
  readonly changes: number;
  /** Items of each table. */
  readonly items: number;
  readonly instances: number;
}

/** What came of a history. */
export interface PlayedHistory {
  /** What is not as it must be. */
  readonly findings: readonly string[];
  /** How often something happened that is not the usual. */
  readonly happened: Readonly<Record<string, number>>;
}

/**
 * Plays a random history through the bundled function, its event source mapping reading the hostile Kinesis, whose shards
 * are split and merged meanwhile. Every third seed has CrateDB's connections cut.
 */
export async function playHistory(seed: number, size: Played, crateUrl: string): Promise<PlayedHistory> {
  const random = seededRandom(seed);
  const history = makeHistory({ seed, operations: size.changes, itemsPerTable: size.items });
  const dialect = random.pick([awsMicroseconds, awsMilliseconds, dynamoDbStreams]);
  const records = history.changes.map((change) => ({ ...changeRecord(change, random, dialect), change }));
  const model = kinesisModel({ [STREAM]: size.shards });
  const stream = streamOf(model, STREAM);
  const growing = new GrowingStream(stream, withPoison(records, random), random);
  await using kinesis = await startHostileKinesis(model, { pageSize: 5 + random.int(50) });
  await using schema = await openSchema(crateUrl);
  await using proxy = await startProxy(crateServer(crateUrl));
  const cuts = new Cuts(proxy, seed % 3 === 0 ? 0.1 : 0, random);
  const judge = new AnswerJudge(schema, TABLES, records);
  await using source = new EventSource({
    ...mapping(random),
    bundle: size.bundle,
    instances: size.instances,
    environment: { TARGET_CRATEDB_URL: schema.url, TARGET_CRATEDB_PG_PORT: String(proxy.port) },
    judge: (batch, done, isHurried) => {
      cuts.maybe();
      return judge.judge(batch, done, { isFree: cuts.are || isHurried, looks: random.chance(0.2) });
    },
  });
  await source.start();
  const faults = new PageFaults(random);
  kinesis.setFaults(faults.script);
  const reading = {
    client: kinesis.client({ maxAttempts: 20 }),
    stream: STREAM,
    groups: PARALLELIZATION_FACTOR,
  };
  await new StreamReader({
    ...reading,
    more: () => growing.more(),
    deliver: (events) => {
      growing.delivering(events.length);
      return source.deliver(events);
    },
  }).read();
  const poison = poisonIn(stream);
  const { reshards } = growing;
  return {
    findings: [
      ...source.findings,
      ...differs(source.failed, poison),
      ...(await tableFindings(schema, history.tables)),
    ],
    happened: { ...source.happened, reshards, poison: poison.length, cuts: cuts.count, pages: faults.count },
  };
}

/** A random event source mapping, and what goes wrong with its invocations. */
function mapping(random: Random) {
  return {
    random,
    batchSize: 2 + random.int(20),
    maximumRetryAttempts: 3,
    faults: { throttled: 0.1, timedOut: 0.07, unanswered: 0.07, killed: 0.02, hurried: 0.05 },
  };
}

/** Cuts of CrateDB's connections. */
class Cuts {
  readonly #proxy: TcpProxy;
  readonly #probability: number;
  readonly #random: Random;
  count = 0;

  constructor(proxy: TcpProxy, probability: number, random: Random) {
    this.#proxy = proxy;
    this.#probability = probability;
    this.#random = random;
  }

  /** Whether there may be any. */
  get are(): boolean {
    return this.#probability > 0;
  }

  maybe(): void {
    if (!this.#random.chance(this.#probability)) return;
    this.count += 1;
    this.#proxy.cut();
  }
}

/** The sequence numbers of the poison records of a stream. */
function poisonIn({ shards }: KinesisStream): string[] {
  const records = shards.flatMap((shard) => shard.records);
  return records.filter(({ data }) => POISON.equals(data)).map(({ sequenceNumber }) => sequenceNumber);
}

function withPoison(records: readonly NewRecord[], random: Random): NewRecord[] {
  return records.flatMap((record) =>
    random.chance(0.01) ? [{ partitionKey: record.partitionKey, data: POISON }, record] : [record],
  );
}

const FAULTS: readonly Fault[] = [
  { kind: 'error', type: 'ProvisionedThroughputExceededException' },
  { kind: 'reset', when: 'mid-body' },
  { kind: 'page', edit: { empty: true } },
  { kind: 'page', edit: { duplicate: true } },
  { kind: 'page', edit: { limit: 1 } },
];

/** Faults of every tenth page. */
class PageFaults {
  readonly #random: Random;
  count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  readonly script: FaultScript = ({ operation }) => {
    if (operation !== 'GetRecords' || !this.#random.chance(0.1)) return undefined;
    this.count += 1;
    return this.#random.pick(FAULTS);
  };
}

/** Every poison record is in the failure destination, and nothing else; what Kinesis delivers twice may be there twice. */
function differs(failed: readonly string[], poison: readonly string[]): string[] {
  const [is, must] = [new Set(failed), new Set(poison)];
  return [
    ...[...is].filter((one) => !must.has(one)).map((one) => `${one} is good, but in the failure destination`),
    ...[...must]
      .filter((one) => !is.has(one))
      .map((one) => `${one} is poison, but not in the failure destination`),
  ];
}

async function tableFindings(
  schema: TestSchema,
  tables: ReturnType<typeof makeHistory>['tables'],
): Promise<string[]> {
  const findings: string[] = [];
  for (const { name, keys } of TABLES) {
    const rows = await schema.rows(name);
    const live = rows.filter((row) => (row._sdc_deleted_at ?? null) === null);
    const differences = compareTable(tables.get(name) ?? [], live, Object.keys(keys));
    findings.push(...differences.slice(0, 5).map((one) => `${name}: ${JSON.stringify(one)}`));
  }
  return findings;
}
