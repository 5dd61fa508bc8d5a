import type { Logger } from '@cdc-relay/singer';
import { COUNT_NAMES, type StreamCounts } from './counts.ts';
import { Metrics } from './metrics.ts';
import { statusLine } from './status-line.ts';

const STATUS_MS = 500;

/** Reports on stderr how the load goes: a status line for people, metrics for machines. Dispose of it at the end. */
export class Reporter implements Disposable {
  readonly #log: Logger;
  readonly #counts: StreamCounts;
  readonly #metrics: Metrics;
  readonly #began = performance.now();
  readonly #timers: readonly NodeJS.Timeout[];

  /** `waitingBytes` returns what waits in memory; metrics are logged every `metricsMs`, and at the end. */
  constructor(log: Logger, counts: StreamCounts, metricsMs: number, waitingBytes: () => number) {
    this.#log = log;
    this.#counts = counts;
    this.#metrics = new Metrics(log, counts);
    const status = (): void => log.status(statusLine(counts, waitingBytes(), this.#seconds));
    this.#timers = [setInterval(status, STATUS_MS), setInterval(() => this.#metrics.write(), metricsMs)];
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
