import type { Metric } from '@cdc-relay/singer';

/** What was counted since the start, over all restarts. */
export interface Totals {
  /** Records that left the tap, and those that the target has dealt with. */
  readonly in: number;
  readonly out: number;
  /** How far the last pages of Kinesis were from the tip. */
  readonly lagSeconds: number;
  readonly batches: number;
  /** Records that were older than what is known of their key. */
  readonly stale: number;
  /** Records that went to dead-letter files. */
  readonly dead: number;
}

/** What the target counts of records that it has dealt with. */
const OUT = ['upserted_count', 'deleted_count', 'superseded_count', 'stale_count', 'bad_record_count'];

/** Adds up the metrics of the two programs. The tap's count from its start, the target's since the last time. */
export class MetricTotals {
  #fromTap = new Map<string, number>();
  #before = { in: 0, dead: 0 };
  readonly #fromTarget = new Map<string, number>();

  /** To be called when the tap starts: it counts anew. */
  tapStarts(): void {
    this.#before = { in: this.#tapSum('record_count'), dead: this.#tapSum('dead_letter_count') };
    this.#fromTap = new Map();
  }

  tap({ metric, value, tags }: Metric): void {
    this.#fromTap.set(`${metric} ${JSON.stringify(tags)}`, value);
  }

  target({ metric, value }: Metric): void {
    this.#fromTarget.set(metric, this.#targetSum(metric) + value);
  }

  get totals(): Totals {
    return {
      in: this.#tapSum('record_count'),
      out: OUT.reduce((sum, metric) => sum + this.#targetSum(metric), 0),
      lagSeconds: Math.max(0, ...this.#tapValues('millis_behind_latest')) / 1000,
      batches: this.#targetSum('batch_count'),
      stale: this.#targetSum('stale_count'),
      dead: this.#targetSum('bad_record_count') + this.#tapSum('dead_letter_count'),
    };
  }

  #tapSum(metric: 'record_count' | 'dead_letter_count'): number {
    const before = metric === 'record_count' ? this.#before.in : this.#before.dead;
    return this.#tapValues(metric).reduce((sum, value) => sum + value, before);
  }

  #tapValues(metric: string): number[] {
    return [...this.#fromTap].filter(([key]) => key.startsWith(`${metric} `)).map(([, value]) => value);
  }

  #targetSum(metric: string): number {
    return this.#fromTarget.get(metric) ?? 0;
  }
}
