import { type ChartBar, type ChartGroup, chart } from './chart.ts';
import { format, shown } from './figure.ts';
import type { Report } from './report.ts';
import type { CaseResult, SideResult } from './result.ts';

/** The report as one SVG: a group of bars per case, with what became of the case's bars. */
export function reportChart({ crate, node, processors, cases }: Report): string {
  return chart(`${crate}, Node ${node}, ${processors} processors`, cases.map(groupOf));
}

function groupOf(result: CaseResult): ChartGroup {
  const direction = result.figure === 'records/s' ? 'more is better' : 'less is better';
  return {
    title: `${result.title} (${result.figure}, ${direction})`,
    bars: result.sides.map((side) => barOf(side, result)),
    notes: result.verdicts.map(({ text, value, met }) => ({
      text: `${text}: ${format(value)}, ${met ? 'met' : 'missed'}`,
      good: met,
    })),
  };
}

function barOf(side: SideResult, { figure }: CaseResult): ChartBar {
  const { median, min, max } = shown(side, figure);
  const peak = side.programs.map(({ peakMegabytes }) => format(peakMegabytes.median)).join(' + ');
  const text = peak === '' ? format(median) : `${format(median)}, ${peak} MB`;
  return { label: side.name, value: median, min, max, text, emphasis: side.role === 'measured' };
}
