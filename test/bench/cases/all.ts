import type { BenchCase } from '../case.ts';
import { cpuCases } from './cpu.ts';
import { exportCases } from './export.ts';
import { growthCases } from './growth.ts';
import { lambdaCases } from './lambda.ts';
import { latencyCases } from './latency.ts';
import { observedCases } from './observed.ts';
import { pipeCases } from './pipe.ts';
import { snapshotCases } from './snapshot.ts';
import { startUpCases } from './start-up.ts';
import { tapCases } from './tap.ts';
import { targetCases } from './target.ts';
import { tombstoneCases } from './tombstone.ts';
import { verifyCases } from './verify.ts';

const ALL: readonly BenchCase[] = [
  ...targetCases,
  ...tombstoneCases,
  ...tapCases,
  ...pipeCases,
  ...latencyCases,
  ...lambdaCases,
  ...snapshotCases,
  ...exportCases,
  ...verifyCases,
  ...startUpCases,
  ...growthCases,
  ...observedCases,
  ...cpuCases,
];

/** The cases of these names (a name also stands for those that begin with it and a dash), or all. Throws on others. */
export function casesNamed(names: readonly string[]): readonly BenchCase[] {
  const known = ALL.map(({ name }) => name);
  for (const name of names)
    if (!known.some((one) => isMeant(one, name)))
      throw new RangeError(`no case ${JSON.stringify(name)}; there are ${known.join(', ')}`);
  if (names.length === 0) return ALL;
  return ALL.filter((benchCase) => names.some((name) => isMeant(benchCase.name, name)));
}

function isMeant(caseName: string, name: string): boolean {
  return caseName === name || caseName.startsWith(`${name}-`);
}
