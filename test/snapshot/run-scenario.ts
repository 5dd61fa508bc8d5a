import {
  isOpen,
  type KinesisStream,
  kinesisModel,
  split,
  startHostileKinesis,
  streamOf,
  trim,
} from '@cdc-relay/hostile-kinesis';
import { sourceUrl } from '../e2e/pipe.ts';
import { runPhase } from '../machine/run-phase.ts';
import { compareTable } from '../support/compare-table.ts';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { startDynalite } from '../support/dynamodb-server/dynalite.ts';
import { createTable } from '../support/dynamodb-server/tables.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { Scenario } from './scenario.ts';
import { type Clocks, Writer } from './writer.ts';

const DAY_AND_HOUR = 25 * 3_600_000;

/** Plays a scenario with the two real programs on real tables, and reports where the outcome is not as promised. */
export async function runScenario(scenario: Scenario, crateUrl: string): Promise<readonly string[]> {
  const random = seededRandom(scenario.seed + 1);
  const clocks: Clocks = { kinesisAhead: random.int(10_000) - 5_000 };
  const now = (): number => Date.now() + clocks.kinesisAhead;
  const model = kinesisModel({ cdc: scenario.shards }, now() - DAY_AND_HOUR);
  const stream = streamOf(model, 'cdc');
  await using dynamoDb = await startDynalite();
  await using kinesis = await startHostileKinesis(model, { now });
  await using schema = await openSchema(crateUrl);
  await using proxy = await startProxy(crateServer(crateUrl));
  using folder = temporaryFolder();
  for (const table of scenario.tables) await createTable(dynamoDb.client, table);
  const writer = new Writer(scenario, random, dynamoDb.client, stream, clocks);
  await writer.write(scenario.before);
  writer.streaming = true;
  await writer.write(random.int(100));
  const findings: string[] = [];
  for (const [index, phase] of scenario.phases.entries()) {
    if (phase.gap) loseEverything(stream, clocks);
    if (phase.reshard) splitOne(stream, now());
    const isLast = index === scenario.phases.length - 1;
    if (isLast) writer.settle();
    const running = runPhase({
      ...phase,
      target: `postgresql://crate@127.0.0.1:${proxy.port}/${schema.name}`,
      folder: folder.path,
      statePlace: 'stdout',
      proxy,
      frozen: async () => undefined,
      settings: {
        ...scenario.settings,
        TAP_DYNAMODB_CDC_SOURCE_URL: sourceUrl(kinesis.endpoint, 'cdc'),
        TAP_DYNAMODB_CDC_DYNAMODB_ENDPOINT_URL: dynamoDb.endpoint,
      },
    });
    const [{ code, stderr }] = await Promise.all([running, writer.write(phase.operations)]);
    if (phase.disturbance === 'none' && code !== 0)
      findings.push(`run ${index + 1}: exit code ${code}: ${stderr.slice(-1500)}`);
    if (/^\s+at |UNEXPECTED/m.test(stderr)) findings.push(`run ${index + 1}: ${stderr.slice(-2000)}`);
  }
  return [...findings, ...(await tableFindings(scenario, writer, schema))];
}

/** A day passes; what Kinesis has is past its retention. */
function loseEverything(stream: KinesisStream, clocks: Clocks): void {
  for (const shard of stream.shards) trim(shard, shard.records.length);
  clocks.kinesisAhead += DAY_AND_HOUR;
}

function splitOne(stream: KinesisStream, at: number): void {
  const open = stream.shards.find(isOpen);
  if (open !== undefined) split(stream, open.id, at);
}

async function tableFindings({ tables }: Scenario, writer: Writer, schema: TestSchema): Promise<string[]> {
  const findings: string[] = [];
  for (const { name, keys } of tables) {
    const items = writer.itemsOf(name);
    const exists = await schema.query(
      'SELECT 1 FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2',
      [schema.name, name],
    );
    const rows = exists.length === 0 ? [] : await schema.rows(name);
    const differences = compareTable(items, rows, Object.keys(keys));
    findings.push(...differences.slice(0, 5).map((difference) => `${name}: ${JSON.stringify(difference)}`));
  }
  return findings;
}
