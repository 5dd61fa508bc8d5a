import { counted } from '@cdc-relay/singer';
import type { Totals } from './totals.ts';

/** How long ago rates are measured from. */
const WINDOW_MS = 10_000;

interface Sample {
  readonly at: number;
  readonly totals: Totals;
}

/** Makes the line that shows the status of the relay, with the rates of the last ten seconds or since the last line. */
export class StatusText {
  #samples: Sample[] = [];

  /** `at` is in milliseconds of a clock that only goes forward. */
  next(totals: Totals, at: number): string {
    this.#remember({ at, totals });
    const first = this.#samples[0] ?? { at, totals };
    const rate = (name: 'in' | 'out'): string => {
      const seconds = (at - first.at) / 1000;
      return `${totals[name]} ${name} (${Math.round(seconds > 0 ? (totals[name] - first.totals[name]) / seconds : 0)}/s)`;
    };
    return [
      rate('in'),
      rate('out'),
      `${Math.round(totals.lagSeconds)} s behind`,
      counted(totals.batches, 'batch', 'batches'),
      `${totals.stale} stale`,
      `${totals.dead} dead`,
    ].join(', ');
  }

  /** The oldest sample is the last one from before the window, so that there always is one to compare with. */
  #remember(sample: Sample): void {
    this.#samples.push(sample);
    while ((this.#samples[1]?.at ?? Number.POSITIVE_INFINITY) <= sample.at - WINDOW_MS) this.#samples.shift();
  }
}
