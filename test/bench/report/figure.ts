import type { Figure } from '../case.ts';
import type { SideResult } from './result.ts';
import { type Figures, mapFigures } from './statistics.ts';

/** The time of a side as the figure that its case shows. */
export function shown({ seconds, records }: SideResult, figure: Figure): Figures {
  switch (figure) {
    case 'records/s':
      return mapFigures(seconds, (value) => records / value);
    case 'ms':
      return mapFigures(seconds, (value) => value * 1_000);
    case 'µs/record':
      return mapFigures(seconds, (value) => (value * 1_000_000) / records);
  }
}

/** A number with three or more digits that count: `31,245`, `312`, `3.12`, `0.312`. */
export function format(value: number): string {
  const size = Math.abs(value);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
