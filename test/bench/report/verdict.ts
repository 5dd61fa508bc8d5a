import type { Bar } from '../case.ts';
import { processorRatio } from './processor.ts';
import type { CaseResult, SideResult } from './result.ts';
import type { Figures } from './statistics.ts';

/** Whether a bar is met. */
export interface Verdict {
  /** What is judged, with its bar. */
  readonly text: string;
  /** The median that was measured, in the bar's unit. */
  readonly value: number;
  readonly met: boolean;
}

/** Judges the median of the figure that a bar is about. Throws when the case has no such figure. */
export function judge(bar: Bar, { sides, ratio }: Pick<CaseResult, 'sides' | 'ratio'>): Verdict {
  switch (bar.kind) {
    case 'ratio':
      return atLeast('ratio to the limit', ratio, bar.least);
    case 'seconds':
      return atMost(`${bar.side}, s`, sideOf(sides, bar.side).seconds, bar.most);
    case 'memory': {
      const { programs } = sideOf(sides, bar.side);
      const found = programs.find(({ program }) => program === bar.program);
      return atMost(`peak memory of ${bar.program}, ${bar.side}, MB`, found?.peakMegabytes, bar.most);
    }
    case 'processor': {
      const [side, less, limit] = [bar.side, bar.beyond, bar.limit].map((name) => sideOf(sides, name));
      const ratio = side && less && limit && processorRatio(side, less, limit);
      return atMost(`processor time, ${bar.side}, to ${bar.limit}`, ratio, bar.most);
    }
  }
}

function atLeast(what: string, figures: Figures | undefined, least: number): Verdict {
  const value = medianOf(what, figures);
  return { text: `${what} ≥ ${least}`, value, met: value >= least };
}

function atMost(what: string, figures: Figures | undefined, most: number): Verdict {
  const value = medianOf(what, figures);
  return { text: `${what} ≤ ${most}`, value, met: value <= most };
}

function sideOf(sides: readonly SideResult[], name: string): SideResult {
  const found = sides.find((side) => side.name === name);
  if (found === undefined) throw new Error(`the bar is about ${name}, which the case does not have`);
  return found;
}

function medianOf(what: string, figures: Figures | undefined): number {
  if (figures === undefined) throw new Error(`a bar without a figure: ${what}`);
  return figures.median;
}
