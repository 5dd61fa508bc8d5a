import {
  type Fault,
  type FaultScript,
  isOpen,
  type KinesisStream,
  kinesisModel,
  merge,
  type NewRecord,
  putAll,
  split,
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
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { AnswerJudge } from './answer-judge.ts';
import { EventSource } from './event-source.ts';
import { readStream } from './stream-reader.ts';

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
  readonly instances: number;
}

/**
 * Plays a random history through the bundled function, its event source mapping reading the hostile Kinesis; returns what
 * is not as it must be. Every third seed has CrateDB's connections cut meanwhile.
 */
export async function playHistory(seed: number, size: Played, crateUrl: string): Promise<string[]> {
  const random = seededRandom(seed);
  const history = makeHistory({ seed, operations: size.changes, itemsPerTable: 15 });
  const dialect = random.pick([awsMicroseconds, awsMilliseconds, dynamoDbStreams]);
  const records = history.changes.map((change) => ({ ...changeRecord(change, random, dialect), change }));
  const model = kinesisModel({ [STREAM]: size.shards });
  const stream = streamOf(model, STREAM);
  fill(stream, withPoison(records, random), random);
  await using kinesis = await startHostileKinesis(model, { pageSize: 5 + random.int(50) });
  await using schema = await openSchema(crateUrl);
  await using proxy = await startProxy(crateServer(crateUrl));
  const isCut = seed % 3 === 0;
  const judge = new AnswerJudge(schema, TABLES, records, isCut);
  await using source = new EventSource({
    random,
    bundle: size.bundle,
    environment: { TARGET_CRATEDB_URL: schema.url, TARGET_CRATEDB_PG_PORT: String(proxy.port) },
    batchSize: 2 + random.int(20),
    maximumRetryAttempts: 3,
    instances: size.instances,
    faults: { throttled: 0.1, timedOut: 0.07, unanswered: 0.07, killed: 0.02 },
    judge: (batch, done) => {
      if (isCut && random.chance(0.1)) proxy.cut();
      return judge.judge(batch, done, random.chance(0.2));
    },
  });
  await source.start();
  kinesis.setFaults(scriptOf(random));
  await readStream(kinesis.client({ maxAttempts: 20 }), STREAM, PARALLELIZATION_FACTOR, (events) =>
    source.deliver(events),
  );
  const poison = stream.shards.flatMap((shard) => shard.records.filter(({ data }) => POISON.equals(data)));
  const lost = differs(
    source.failed,
    poison.map(({ sequenceNumber }) => sequenceNumber),
  );
  return [...source.findings, ...lost, ...(await tableFindings(schema, history.tables))];
}

/** Puts records into the stream, a part before and the rest after shards were split and merged. */
function fill(stream: KinesisStream, records: readonly NewRecord[], random: Random): void {
  const half = Math.floor(records.length / 2);
  putAll(stream, records.slice(0, half));
  const [first, second, third] = stream.shards.filter(isOpen);
  if (first !== undefined) split(stream, first.id);
  if (second !== undefined && third !== undefined && random.chance(0.5)) merge(stream, second.id, third.id);
  putAll(stream, records.slice(half));
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

function scriptOf(random: Random): FaultScript {
  return ({ operation }) =>
    operation === 'GetRecords' && random.chance(0.1) ? random.pick(FAULTS) : undefined;
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
