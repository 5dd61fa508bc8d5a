import type { BenchCase, Figure, OpenCase, Run, Side } from '../case.ts';
import { type Figures, figures } from './statistics.ts';
import { judge, type Verdict } from './verdict.ts';

/** What a program used, over the runs. */
export interface ProgramResult {
  readonly program: string;
  readonly cpuSeconds: Figures;
  readonly peakMegabytes: Figures;
}

/** One side of a case, over the runs. */
export interface SideResult {
  readonly name: string;
  readonly role: Side['role'];
  readonly records: number;
  readonly seconds: Figures;
  readonly programs: readonly ProgramResult[];
}

/** What is known about a case after its rounds. */
export interface CaseResult {
  readonly name: string;
  readonly title: string;
  readonly figure: Figure;
  readonly sides: readonly SideResult[];
  /** Rate of the measured side as a part of its limit's, round by round; undefined where nothing limits it. */
  readonly ratio: Figures | undefined;
  readonly verdicts: readonly Verdict[];
}

/** Sums up the runs, which come by round and then by side; undefined for sides that did not run in a round. */
export function resultOf(
  { name, title, figure }: BenchCase,
  { sides, bars }: OpenCase,
  rounds: readonly (readonly (Run | undefined)[])[],
): CaseResult {
  const results = sides.map((side, index) => sideResult(side, column(rounds, index)));
  const ratio = ratioOf(results);
  const verdicts = bars.map((bar) => judge(bar, { sides: results, ratio }));
  return { name, title, figure, sides: results, ratio, verdicts };
}

function column(rounds: readonly (readonly (Run | undefined)[])[], index: number): Run[] {
  return rounds.flatMap((runs) => runs[index] ?? []);
}

function sideResult({ name, role, records }: Side, runs: readonly Run[]): SideResult {
  const seconds = figures(runs.map((run) => run.seconds));
  const programs = Object.keys(runs[0]?.usage ?? {}).map((program) => programResult(program, runs));
  return { name, role, records, seconds, programs };
}

function programResult(program: string, runs: readonly Run[]): ProgramResult {
  const used = runs.flatMap(({ usage }) => usage[program] ?? []);
  return {
    program,
    cpuSeconds: figures(used.map(({ cpuSeconds }) => cpuSeconds)),
    peakMegabytes: figures(used.map(({ peakMegabytes }) => peakMegabytes)),
  };
}

/** Where several sides limit the measured one, the slowest of the round does; one that runs once is in every round. */
function ratioOf(sides: readonly SideResult[]): Figures | undefined {
  const [measured] = sides.filter(({ role }) => role === 'measured');
  const limits = sides.filter(({ role }) => role === 'limit');
  if (measured === undefined || limits.length === 0) return undefined;
  const slowest = (round: number): number =>
    Math.max(...limits.map(({ seconds: { values, median } }) => values[round] ?? median));
  return figures(measured.seconds.values.map((seconds, round) => slowest(round) / seconds));
}
