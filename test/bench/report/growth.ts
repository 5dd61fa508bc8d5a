import type { SideResult } from './result.ts';

/** What each further record costs between two numbers of records; the start-up of the programs drops out. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly microseconds: number;
  /** Of peak resident memory, the largest program's. */
  readonly bytes: number;
}

/** The steps between sides that differ in their number of records, in their order. */
export function growthOf(sides: readonly SideResult[]): Step[] {
  return sides.slice(1).map((side, index) => stepBetween(sides[index] as SideResult, side));
}

function stepBetween(less: SideResult, more: SideResult): Step {
  const further = more.records - less.records;
  const seconds = more.seconds.median - less.seconds.median;
  const bytes = (peakMegabytes(more) - peakMegabytes(less)) * 1e6;
  return {
    from: less.records,
    to: more.records,
    microseconds: (seconds * 1e6) / further,
    bytes: bytes / further,
  };
}

function peakMegabytes({ programs }: SideResult): number {
  return Math.max(0, ...programs.map(({ peakMegabytes: { median } }) => median));
}
