import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { compareTable } from '../support/compare-table.ts';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { scriptOf } from '../support/kinesis/random-faults.ts';
import { startProxy, type TcpProxy } from '../support/proxy/tcp-proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ChangeSource } from './change-source.ts';
import { notDurable } from './durability.ts';
import { endFindings } from './end-findings.ts';
import { runPhase } from './run-phase.ts';
import type { Scenario } from './scenario.ts';

/** What went wrong in a scenario; empty when nothing did. */
export type Findings = readonly string[];

/** Plays a scenario with the two real programs and reports where the outcome is not as promised. */
export async function runScenario(scenario: Scenario, crateUrl: string): Promise<Findings> {
  const source = new ChangeSource(scenario);
  await using kinesis = await startHostileKinesis(source.model, source.options);
  await using schema = await openSchema(crateUrl);
  await using proxy = await startProxy(crateServer(crateUrl));
  using folder = temporaryFolder();
  const random = seededRandom(scenario.seed);
  const findings: string[] = [];
  const check = async (state: string): Promise<void> =>
    void findings.push(...(await notDurable(state, { source, schema, tables: scenario.tables })));
  for (const [index, phase] of scenario.phases.entries()) {
    source.happens(phase, random);
    kinesis.setFaults(scriptOf(phase.kinesis));
    for (const { kind, pattern, message } of phase.statements) proxy.plan(kind, pattern, message);
    const result = await runPhase({
      ...phase,
      settings: { ...phase.settings, ...source.settings(kinesis.endpoint) },
      target: `postgresql://crate@127.0.0.1:${proxy.port}/${schema.name}`,
      folder: folder.path,
      statePlace: scenario.statePlace,
      proxy,
      frozen: check,
    });
    proxy.forget();
    const last = result.states.findLast((state) => state !== '');
    if (last !== undefined) await check(last);
    if (last !== undefined && scenario.forgets) source.forget(last, random);
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
