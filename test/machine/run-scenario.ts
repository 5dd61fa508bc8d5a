import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  isOpen,
  type KinesisStream,
  kinesisModel,
  merge,
  putAll,
  split,
  startHostileKinesis,
  streamOf,
} from '@cdc-relay/hostile-kinesis';
import { sourceUrl } from '../e2e/pipe.ts';
import { compareTable } from '../support/compare-table.ts';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { type Random, seededRandom } from '../support/dynamodb/random.ts';
import { scriptOf } from '../support/kinesis/random-faults.ts';
import { startProxy, type TcpProxy } from '../support/proxy/tcp-proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { notDurable } from './durability.ts';
import { endFindings } from './end-findings.ts';
import { runPhase } from './run-phase.ts';
import type { Delivery, Phase, Scenario } from './scenario.ts';

/** What went wrong in a scenario; empty when nothing did. */
export type Findings = readonly string[];

/** Plays a scenario with the two real programs and reports where the outcome is not as promised. */
export async function runScenario(scenario: Scenario, crateUrl: string): Promise<Findings> {
  const model = kinesisModel({ cdc: scenario.shards });
  const stream = streamOf(model, 'cdc');
  await using kinesis = await startHostileKinesis(model, { pageSize: scenario.pageSize });
  await using schema = await openSchema(crateUrl);
  await using proxy = await startProxy(crateServer(crateUrl));
  using folder = temporaryFolder();
  const random = seededRandom(scenario.seed);
  const put: Delivery[] = [];
  const findings: string[] = [];
  const check = async (state: string): Promise<void> =>
    void findings.push(...(await notDurable(state, { stream, schema, tables: scenario.tables, put })));
  for (const [index, phase] of scenario.phases.entries()) {
    putAll(stream, phase.records);
    put.push(...phase.records);
    reshard(stream, phase.reshard, random);
    kinesis.setFaults(scriptOf(phase.kinesis));
    for (const { kind, pattern, message } of phase.statements) proxy.plan(kind, pattern, message);
    const result = await runPhase({
      ...phase,
      source: sourceUrl(kinesis.endpoint, 'cdc'),
      target: `postgresql://crate@127.0.0.1:${proxy.port}/${schema.name}`,
      folder: folder.path,
      statePlace: scenario.statePlace,
      proxy,
      frozen: check,
    });
    proxy.forget();
    const last = result.states.findLast((state) => state !== '');
    if (last !== undefined) await check(last);
    findings.push(...endFindings(phase, result).map((finding) => `run ${index + 1}: ${finding}`));
    findings.push(...(await leftovers(folder.path, proxy)));
  }
  return [...findings, ...(await tableFindings(scenario, schema))];
}

/** Whatever happened, nothing but the state remains. The proxy hears of a program's end a little later. */
async function leftovers(folder: string, proxy: TcpProxy): Promise<string[]> {
  for (let tries = 0; tries < 50 && proxy.open > 0; tries += 1) await sleep(100);
  const files = readdirSync(folder).filter((name) => name !== 'state.json');
  return [
    ...files.map((name) => `the file ${name} is left`),
    ...(proxy.open > 0 ? [`${proxy.open} connections are left`] : []),
  ];
}

async function tableFindings({ tables, history }: Scenario, schema: TestSchema): Promise<string[]> {
  const findings: string[] = [];
  const seen = new Set(history.changes.map(({ tableName }) => tableName));
  for (const { name, keys } of tables.filter((table) => seen.has(table.name))) {
    const differences = compareTable(
      history.tables.get(name) ?? [],
      await schema.rows(name),
      Object.keys(keys),
    );
    findings.push(...differences.slice(0, 5).map((difference) => `${name}: ${JSON.stringify(difference)}`));
  }
  return findings;
}

function reshard(stream: KinesisStream, how: Phase['reshard'], random: Random): void {
  const open = stream.shards.filter(isOpen).sort((a, b) => (a.range.from < b.range.from ? -1 : 1));
  const first = random.int(open.length);
  const [one, two] = [open[first], open[first + 1]];
  if (how === 'split' && one !== undefined) split(stream, one.id);
  if (how === 'merge' && one !== undefined && two !== undefined) merge(stream, one.id, two.id);
}
