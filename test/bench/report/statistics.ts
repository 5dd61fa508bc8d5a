/** A figure of several runs. */
export interface Figures {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** In the order of the runs. */
  readonly values: readonly number[];
}

/** Throws RangeError without a value. */
export function figures(values: readonly number[]): Figures {
  if (values.length === 0) throw new RangeError('no figures');
  const sorted = [...values].sort((a, b) => a - b);
  return { median: median(sorted), min: sorted[0] as number, max: sorted.at(-1) as number, values };
}

/** The same figures in another unit, by a monotonic function; a falling one swaps min and max. */
export function mapFigures({ values }: Figures, convert: (value: number) => number): Figures {
  return figures(values.map(convert));
}

function median(sorted: readonly number[]): number {
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return (lower + upper) / 2;
}

/** The smallest value that this part (0 to 100) of all values does not exceed. Throws RangeError without a value. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((sorted.length * part) / 100) - 1)];
  if (value === undefined) throw new RangeError('no figures');
  return value;
}
