import { METRICS } from './catalogue.ts';
import type { Distribution } from './report.ts';

/** The metrics that are histograms. */
type HistogramName = {
  [Name in keyof typeof METRICS]: (typeof METRICS)[Name] extends { type: 'histogram' } ? Name : never;
}[keyof typeof METRICS];

/** Counts values into the buckets of a histogram of the catalogue. */
export class Tally {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(name: HistogramName) {
    this.#bounds = METRICS[name].buckets;
    this.#counts = Array.from({ length: this.#bounds.length + 1 }, () => 0);
  }

  add(value: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? 0)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  /** What was counted so far. */
  get distribution(): Distribution {
    return { counts: [...this.#counts], sum: this.#sum };
  }
}
