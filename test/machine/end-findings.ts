import type { RunResult } from './run-phase.ts';
import type { Phase } from './scenario.ts';

/** After these, the pipeline has to end well by itself. */
const SURVIVED = ['none', 'freeze', 'cut database', 'refuse database'];

/** What is wrong with the end of a run: its exit code, its faults, its stdout, its counters. */
export function endFindings({ disturbance }: Phase, { code, states, stderr, hangs }: RunResult): string[] {
  if (hangs) return [`it hangs: ${stderr.slice(-1000)}`];
  const findings: string[] = [];
  const survived = SURVIVED.includes(disturbance);
  if (survived && code !== 0) findings.push(`exit code ${code}: ${stderr.slice(-1000)}`);
  if (/^\s+at |UNEXPECTED/m.test(stderr)) findings.push(`a fault that is not named: ${stderr.slice(-2000)}`);
  for (const state of states)
    if (!isState(state)) findings.push(`stdout carries what is not a state: ${state.slice(0, 200)}`);
  // A tap that is asked to end in time prints its last STATE, and the target writes all of it.
  const wentOn = survived || (disturbance === 'terminate tap' && code === 0);
  return wentOn ? [...findings, ...countFindings(stderr)] : findings;
}

function isState(line: string): boolean {
  try {
    return 'bookmarks' in (JSON.parse(line) as object);
  } catch {
    return false;
  }
}

/** What the tap emitted is what the target received, and each record ended in one way. */
function countFindings(stderr: string): string[] {
  const emitted = sum(stderr, /tap-dynamodb-cdc: METRIC: .*"metric":"record_count","value":(\d+)/g);
  const done = /target-cratedb: done (.*)/.exec(stderr)?.[1] ?? '';
  const counts = Object.fromEntries(
    [...done.matchAll(/(\w+)=(\d+)/g)].map(([, name, n]) => [name, Number(n)]),
  );
  const { received, upserted = 0, deleted = 0, superseded = 0, stale = 0, bad = 0 } = counts;
  const accounted = upserted + deleted + superseded + stale + bad;
  if (received === emitted && received === accounted && bad === 0) return [];
  return [`emitted ${emitted}, ${done}`];
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0);
}
