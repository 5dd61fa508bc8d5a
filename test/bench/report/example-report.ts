import type { Report } from './report.ts';
import type { CaseResult, SideResult } from './result.ts';
import { figures } from './statistics.ts';

/** A small report for tests. */
export function exampleReport(): Report {
  return { crate: 'CrateDB 6.4.3', node: '20.20.2', processors: 2, runs: 3, cases: [comparison(), growth()] };
}

function comparison(): CaseResult {
  const sides: SideResult[] = [
    side('tap | target', 'measured', 10_000, [0.5, 0.4, 0.8], ['tap', 'target']),
    side('plain <client>', 'limit', 10_000, [0.25, 0.25, 0.25], []),
  ];
  const verdicts = [{ text: 'ratio to the limit ≥ 0.8', value: 0.5, met: false }];
  const ratio = figures([0.5, 0.625, 0.3125]);
  return { name: 'pipe', title: 'Pipe', figure: 'records/s', sides, ratio, verdicts };
}

function growth(): CaseResult {
  const sides: SideResult[] = [
    side('1,000 records', 'measured', 1_000, [1, 1, 1], ['tap']),
    side('11,000 records', 'measured', 11_000, [1.5, 1.5, 1.5], ['tap']),
  ];
  const verdicts = [{ text: 'peak memory ≤ 200', value: 50, met: true }];
  return { name: 'growth-tap', title: 'Growth', figure: 'µs/record', sides, ratio: undefined, verdicts };
}

function side(
  name: string,
  role: SideResult['role'],
  records: number,
  seconds: readonly number[],
  programs: readonly string[],
): SideResult {
  const peak = 50 + records / 1_000;
  const used = programs.map((program) => ({
    program,
    cpuSeconds: figures([0.25, 0.25, 0.5]),
    peakMegabytes: figures([peak, peak, peak]),
  }));
  return { name, role, records, seconds: figures(seconds), programs: used };
}
