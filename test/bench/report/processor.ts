import type { SideResult } from './result.ts';
import { type Figures, figures } from './statistics.ts';

/**
 * The processor time of each record that `more` handles beyond those of `less`, as a multiple of what `limit` spends on
 * each of its records, round by round.
 */
export function processorRatio(more: SideResult, less: SideResult, limit: SideResult): Figures {
  const further = more.records - less.records;
  return figures(
    more.seconds.values.map((_, round) => {
      const seconds = (processorSeconds(more, round) - processorSeconds(less, round)) / further;
      return seconds / (processorSeconds(limit, round) / limit.records);
    }),
  );
}

function processorSeconds({ programs }: SideResult, round: number): number {
  return programs.reduce((sum, { cpuSeconds }) => sum + (cpuSeconds.values[round] ?? Number.NaN), 0);
}
