import type { MetricEntry } from './catalogue.ts';
import type { Distribution } from './report.ts';

/** A metric has this many series at most; all others together are one more. */
export const MAX_SERIES = 200;

/** The label of the series that is all others together. */
export const OTHER = 'other';

/** A series as it is shown. */
export interface Shown {
  readonly labels: readonly string[];
  readonly value: number | Distribution;
}

/**
 * The series to show of those that there are: the first ones by their own names, the others as one, so that names of the
 * data cannot make any number of them. A series that is not among the first is in the last one from then on.
 */
export function bounded(series: readonly Shown[], entry: MetricEntry): Shown[] {
  if (series.length <= MAX_SERIES) return [...series];
  const labels = entry.labels.map(() => OTHER);
  return [...series.slice(0, MAX_SERIES), { labels, value: asOne(series.slice(MAX_SERIES), entry) }];
}

/** The value of several series of a gauge that are shown as one. */
export function asOne(series: readonly Pick<Shown, 'value'>[], { others = 'sum' }: MetricEntry): number {
  const values = series.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  return others === 'sum' ? values.reduce((sum, one) => sum + one, 0) : extreme(values, others);
}

function extreme(values: readonly number[], which: 'max' | 'min'): number {
  return values.reduce((a, b) => (which === 'max' ? Math.max(a, b) : Math.min(a, b)));
}
