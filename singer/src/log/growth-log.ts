import type { Logger } from './logger.ts';
import type { Metric } from './metrics.ts';

/** Logs counters and timers as Singer's SDK does: what they have grown by since they were logged last. */
export class GrowthLog {
  readonly #log: Logger;
  /** What each was at when it was logged. */
  readonly #logged = new Map<string, number>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Logs nothing for a total that has not grown. Timers are in seconds, and logged to the millisecond. */
  total({ type, metric, value: total, tags }: Metric & { readonly type: 'counter' | 'timer' }): void {
    const id = `${metric} ${JSON.stringify(tags)}`;
    const grown = total - (this.#logged.get(id) ?? 0);
    const value = type === 'timer' ? Math.round(grown * 1000) / 1000 : grown;
    if (value === 0) return;
    this.#logged.set(id, total);
    this.#log.metric({ type, metric, value, tags });
  }
}
