import type { Logger, Metric } from '@cdc-relay/singer';
import type { Command } from '../pair/commands.ts';
import type { Listener } from '../pair/running-program.ts';
import { StatusText } from './status-text.ts';
import { MetricTotals } from './totals.ts';

/** Reports come this much later than planned on a busy machine. */
const SLACK_MS = 5_000;

/** Passes the programs' logs on and makes one status of their metrics. Dispose of it at the end. */
export class Reporter implements Listener, Disposable {
  readonly #log: Logger;
  readonly #metrics: MetricTotals;
  readonly #text = new StatusText();
  readonly #timer: NodeJS.Timeout;
  #failure: { readonly at: number; readonly out: number } | undefined;

  /** Shows the status every `intervalSeconds`: on a terminal as one line, else in the log. */
  constructor(log: Logger, intervalSeconds: number) {
    this.#log = log;
    this.#metrics = new MetricTotals(2 * intervalSeconds * 1000 + SLACK_MS);
    this.#timer = setInterval(() => this.#show(), intervalSeconds * 1000);
  }

  /** The programs are started (again). */
  starts(): void {
    this.#metrics.tapStarts();
  }

  /** The pipeline has failed and is started again: its return is logged once records get through. */
  fails(): void {
    const now = performance.now();
    this.#failure = { at: this.#failure?.at ?? now, out: this.#metrics.totals(now).out };
  }

  /** Whether the target has dealt with any record. */
  get hasLoaded(): boolean {
    return this.#metrics.totals(performance.now()).out > 0;
  }

  /** A line of a program's log. */
  line(text: string): void {
    this.#log.line(text);
  }

  /** What a program counts. */
  metric(name: Command['name'], metric: Metric): void {
    if (name === 'tap-dynamodb-cdc') this.#metrics.tap(metric, performance.now());
    else this.#metrics.target(metric, performance.now());
    this.#logReturn(performance.now());
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#log.status(undefined);
    this.#log.info('done', { ...this.#metrics.totals(performance.now()) });
  }

  #logReturn(now: number): void {
    if (this.#failure === undefined || this.#metrics.totals(now).out === this.#failure.out) return;
    const seconds = Math.round((now - this.#failure.at) / 1000);
    this.#log.info(`works again: records reach CrateDB, ${seconds} s after the failure`);
    this.#failure = undefined;
  }

  #show(): void {
    const now = performance.now();
    const text = this.#text.next(this.#metrics.totals(now), now);
    if (this.#log.isLive) this.#log.status(text);
    else this.#log.report(text);
  }
}
