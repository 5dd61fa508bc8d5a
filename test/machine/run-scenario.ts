import { join } from 'node:path';
import { sourceUrl } from '../e2e/pipe.ts';
import { compareTable } from '../support/compare-table.ts';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import type { Random } from '../support/dynamodb/random.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { isOpen, type KinesisStream, kinesisModel, streamOf } from '../support/kinesis/hostile/model.ts';
import { putAll } from '../support/kinesis/hostile/records.ts';
import { merge, split } from '../support/kinesis/hostile/reshard.ts';
import { startHostileKinesis } from '../support/kinesis/hostile/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type RunResult, runPhase } from './run-phase.ts';
import type { Phase, Scenario } from './scenario.ts';

/** What went wrong in a scenario; empty when nothing did. */
export type Findings = readonly string[];

/** Plays a scenario with the two real programs and tells where the outcome is not as promised. */
export async function runScenario(scenario: Scenario, crateUrl: string): Promise<Findings> {
  const model = kinesisModel({ cdc: scenario.shards });
  const stream = streamOf(model, 'cdc');
  await using kinesis = await startHostileKinesis(model, { pageSize: scenario.pageSize });
  await using schema = await openSchema(crateUrl);
  using folder = temporaryFolder();
  const random = seededRandom(scenario.seed);
  const findings: string[] = [];
  for (const [index, phase] of scenario.phases.entries()) {
    putAll(stream, phase.records);
    reshard(stream, phase.reshard, random);
    const result = await runPhase({
      ...phase,
      source: sourceUrl(kinesis.endpoint, 'cdc'),
      target: schema.url,
      statePath: join(folder.path, 'state.json'),
    });
    findings.push(...endFindings(phase, result).map((finding) => `run ${index + 1}: ${finding}`));
  }
  return [...findings, ...(await tableFindings(scenario, schema))];
}

/** An undisturbed run ends well; no run shows a stack trace or prints anything but states. */
function endFindings({ disturbance }: Phase, { code, states, stderr }: RunResult): string[] {
  const findings: string[] = [];
  if (disturbance === 'none' && code !== 0) findings.push(`exit code ${code}: ${stderr.slice(-1000)}`);
  if (/^\s+at |UNEXPECTED/m.test(stderr)) findings.push(`a fault that is not named: ${stderr.slice(-2000)}`);
  for (const state of states) {
    if (!isState(state)) findings.push(`stdout carries what is not a state: ${state.slice(0, 200)}`);
  }
  return findings;
}

function isState(line: string): boolean {
  try {
    return 'bookmarks' in (JSON.parse(line) as object);
  } catch {
    return false;
  }
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
  const open = stream.shards.filter(isOpen);
  const first = random.int(open.length);
  const [one, two] = [open[first], open[first + 1]];
  if (how === 'split' && one !== undefined) split(stream, one.id);
  if (how === 'merge' && one !== undefined && two !== undefined) merge(stream, one.id, two.id);
}
