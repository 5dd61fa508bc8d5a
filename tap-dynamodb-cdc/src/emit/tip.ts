import type { Page } from '../kinesis/port.ts';

/** Kinesis' clock is known to the second. */
const CLOCK_GRAIN_MS = 1_000;

/** A record that arrived this long after now was not timed by the clock that the start was taken from. */
const MAX_AHEAD_MS = 300_000;

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
