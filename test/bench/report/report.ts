import { format, shown } from './figure.ts';
import { growthOf, type Step } from './growth.ts';
import type { CaseResult, ProgramResult, SideResult } from './result.ts';
import type { Figures } from './statistics.ts';
import { textTable } from './text-table.ts';

/** What was measured, and where. */
export interface Report {
  /** Engine and version, or that it is the stand-in. */
  readonly crate: string;
  readonly node: string;
  readonly processors: number;
  /** Counted rounds of each case. */
  readonly runs: number;
  readonly cases: readonly CaseResult[];
}

/** The report for a terminal. */
export function reportText({ crate, node, processors, runs, cases }: Report): string {
  const head = `${crate}, Node ${node}, ${processors} processors, ${runs} runs: median (min to max)`;
  return [head, ...cases.map(caseText), summary(cases)].join('\n\n');
}

function caseText(result: CaseResult): string {
  const heading = ['', result.figure, 'program', 'CPU s', 'peak MB'];
  const rows = result.sides.flatMap((side) => sideRows(side, result));
  const lines = [
    ...textTable([heading, ...rows]),
    ...ratioLines(result.ratio),
    ...(result.figure === 'µs/record' ? growthOf(result.sides).map(stepLine) : []),
    ...result.verdicts.map(
      ({ text, value, met }) => `${met ? 'MET   ' : 'MISSED'}  ${text}: ${format(value)}`,
    ),
  ];
  return `${result.name}: ${result.title}\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** A row per program, the side's own figures in the first one. */
function sideRows(side: SideResult, { figure }: CaseResult): string[][] {
  const [first, ...others] = side.programs.map(programCells);
  const own = [side.name, spread(shown(side, figure))];
  return [[...own, ...(first ?? [])], ...others.map((cells) => ['', '', ...cells])];
}

function programCells({ program, cpuSeconds, peakMegabytes }: ProgramResult): string[] {
  return [program, spread(cpuSeconds), spread(peakMegabytes)];
}

function spread({ median, min, max, values }: Figures): string {
  if (values.length === 1) return `${format(median)} (one run)`;
  return `${format(median)} (${format(min)} to ${format(max)})`;
}

function ratioLines(ratio: Figures | undefined): string[] {
  if (ratio === undefined) return [];
  return [`ratio to the limit: ${spread(ratio)}; by round: ${ratio.values.map(format).join(' ')}`];
}

function stepLine({ from, to, microseconds, bytes }: Step): string {
  const range = `${from.toLocaleString('en-US')} to ${to.toLocaleString('en-US')}`;
  return `each further record, ${range}: ${format(microseconds)} µs, ${format(bytes)} bytes`;
}

function summary(cases: readonly CaseResult[]): string {
  const missed = cases.filter(({ verdicts }) => verdicts.some(({ met }) => !met)).map(({ name }) => name);
  const all = cases.flatMap(({ verdicts }) => verdicts);
  const met = all.filter((verdict) => verdict.met).length;
  return `${met} of ${all.length} bars met${missed.length === 0 ? '' : `; missed: ${missed.join(', ')}`}`;
}
