/**
 * Measures the programs against the limits of what they stand on: node test/dist/bench/main.js [CASE …]. Environment:
 * CRATEDB_URL (else the stand-in serves), BENCH_RUNS, BENCH_ROWS. Leaves report.json in
 * test/bench/results. Exit code 1 when something could not be measured; a bar that is missed is only reported.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CrateInUse, useCrate } from '../support/cratedb/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { BenchCase, Run, Session, Side } from './case.ts';
import { casesNamed } from './cases/all.ts';
import { crateVersion } from './crate-version.ts';
import { measure } from './measure/measure.ts';
import { type Report, reportText } from './report/report.ts';
import type { CaseResult } from './report/result.ts';
import { benchSettings } from './settings.ts';

const RESULTS = fileURLToPath(new URL('../../bench/results/', import.meta.url));

/** Gives the names of the cases that could not be measured. */
async function main(names: readonly string[], signal: AbortSignal): Promise<string[]> {
  const cases = casesNamed(names);
  const { records, runs } = benchSettings(process.env);
  await using crate = await useCrate();
  using folder = temporaryFolder();
  const session = { crateUrl: crate.url, records, folder: folder.path, signal };
  const results: CaseResult[] = [];
  const failed: string[] = [];
  for (const benchCase of cases) {
    const result = await measureOrReport(benchCase, session, runs);
    if (result === undefined) failed.push(benchCase.name);
    else results.push(result);
  }
  keep(await reportOf(crate, runs, results));
  return failed;
}

/** Reports why a case could not be measured; the others still can be. Throws when it was interrupted. */
async function measureOrReport(
  benchCase: BenchCase,
  session: Session,
  runs: number,
): Promise<CaseResult | undefined> {
  const { name } = benchCase;
  const log = (side: Side, { seconds }: Run, round: number): void =>
    console.error(`${name} ${round}/${runs}  ${side.name}: ${seconds.toFixed(2)} s`);
  try {
    return await measure(benchCase, session, runs, log);
  } catch (error) {
    session.signal.throwIfAborted();
    console.error(`${name} could not be measured: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function reportOf(crate: CrateInUse, runs: number, cases: readonly CaseResult[]): Promise<Report> {
  const name = crate.isReal ? `CrateDB ${await crateVersion(crate.url)}` : 'the stand-in for CrateDB';
  const { node } = process.versions;
  return { crate: name, node, processors: availableParallelism(), runs, cases };
}

function keep(report: Report): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(`${reportText(report)}\n\n${RESULTS}report.json`);
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => interrupted.abort(new Error(name)));
try {
  const failed = await main(process.argv.slice(2), interrupted.signal);
  if (failed.length > 0) console.error(`could not be measured: ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
