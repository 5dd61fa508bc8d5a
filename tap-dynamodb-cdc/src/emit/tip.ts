import { CLOCK_GRAIN_MS } from '../aws/server-clock.ts';
import type { Page } from '../kinesis/port.ts';

/** A record that arrived this long after now was not timed by the clock that the start was taken from. */
const MAX_AHEAD_MS = 300_000;

/**
 * The tip at which a run ends: the tip as of startup, or as of the end of the snapshots, as there are changes to come
 * while tables are scanned. Times are Kinesis' own, in milliseconds.
 */
export class Tip {
  readonly #snapshots: { readonly isBusy: boolean };
  #time = 0;

  /** `snapshots` are busy while tables are scanned. */
  constructor(snapshots: { readonly isBusy: boolean }) {
    this.#snapshots = snapshots;
  }

  /** Notes the time of the startup. */
  begin(time: number): void {
    this.#time = time;
  }

  /** The time of the tip as it is now; while tables are scanned it moves with `now`. */
  at(now: number): number {
    if (this.isMoving) this.#time = now;
    return this.#time;
  }

  /** True while no page can reach the tip. */
  get isMoving(): boolean {
    return this.#snapshots.isBusy;
  }
}

/**
 * True when a page reaches the tip that its shard had at `start`: there is nothing after it, or its last record arrived
 * later. So a run ends on a busy shard too, where there is always more. That a page with records says
 * `MillisBehindLatest: 0` counts for nothing: emulators say it while there are records of the same arrival left. Times
 * are Kinesis' own, in milliseconds; `now` is that of the page.
 */
export function reachesTip(page: Page, start: number, now: number): boolean {
  if (page.isTip) return true;
  const arrival = page.records.at(-1)?.ApproximateArrivalTimestamp?.getTime();
  return arrival !== undefined && arrival > start + CLOCK_GRAIN_MS && arrival < now + MAX_AHEAD_MS;
}
