import type { Logger } from '@cdc-relay/singer';
import { COUNT_NAMES, type StreamCounts } from './counts.ts';
import { Metrics } from './metrics.ts';
import { statusLine } from './status-line.ts';

const STATUS_MS = 500;

/** What is not durable yet: its bytes in memory, and for how long it has been waiting. */
interface Waiting {
  readonly bytes: () => number;
  readonly seconds: () => number;
}

/** Reports on stderr how the load goes: a status line for people, metrics for machines. Dispose of it at the end. */
export class Reporter implements Disposable {
  readonly #log: Logger;
  readonly #counts: StreamCounts;
  readonly #metrics: Metrics;
  readonly #began = performance.now();
  readonly #timers: readonly NodeJS.Timeout[];

  /** Metrics are logged every `metricsMs`, and at the end. */
  constructor(log: Logger, counts: StreamCounts, metricsMs: number, waiting: Waiting) {
    this.#log = log;
    this.#counts = counts;
    this.#metrics = new Metrics(log, counts);
    const status = (): void => log.status(statusLine(counts, waiting.bytes(), this.#seconds));
    const report = (): void => {
      this.#metrics.write();
      const value = Number(waiting.seconds().toFixed(1));
      log.metric({ type: 'gauge', metric: 'waiting_seconds', value, tags: {} });
    };
    this.#timers = [setInterval(status, STATUS_MS), setInterval(report, metricsMs)];
  }

  get #seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#log.status(undefined);
    this.#metrics.write();
    const totals = COUNT_NAMES.filter((name) => name !== 'seconds').map((name) => [
      name,
      this.#counts.total(name),
    ]);
    this.#log.info('done', { ...Object.fromEntries(totals), seconds: Number(this.#seconds.toFixed(1)) });
  }
}
