import type { Logger } from '@cdc-relay/singer';
import type { Command } from '../pair/commands.ts';
import type { ProgramLine } from './program-line.ts';
import { StatusText } from './status-text.ts';
import { MetricTotals } from './totals.ts';

/** How often the status on a terminal is renewed; the programs then tell their metrics as often. */
export const LIVE_SECONDS = 1;

/** Passes the programs' logs on and makes one status of their metrics. Dispose of it at the end. */
export class Reporter implements Disposable {
  readonly #log: Logger;
  readonly #metrics = new MetricTotals();
  readonly #text = new StatusText();
  readonly #timer: NodeJS.Timeout;

  /** Without a terminal the log tells the status every `intervalSeconds`. */
  constructor(log: Logger, intervalSeconds: number) {
    this.#log = log;
    const [show, seconds] = log.isLive
      ? [(text: string) => log.status(text), LIVE_SECONDS]
      : [(text: string) => log.info(text), intervalSeconds];
    this.#timer = setInterval(() => show(this.#next()), seconds * 1000);
  }

  /** The programs are started (again). */
  starts(): void {
    this.#metrics.tapStarts();
  }

  /** A line of a program's log. */
  hear(name: Command['name'], { metric, text }: ProgramLine): void {
    if (metric === undefined) this.#log.line(text);
    else if (name === 'tap-dynamodb-cdc') this.#metrics.tap(metric);
    else this.#metrics.target(metric);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#log.status(undefined);
    this.#log.info('done', { ...this.#metrics.totals });
  }

  #next(): string {
    return this.#text.next(this.#metrics.totals, performance.now());
  }
}
