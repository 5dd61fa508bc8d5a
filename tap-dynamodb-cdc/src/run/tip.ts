import type { Page } from '../kinesis/port.ts';

/** Kinesis' clock is known to the second. */
const CLOCK_GRAIN_MS = 1_000;

/**
 * True when a page reaches the tip that its shard had at `start` (Kinesis' time in milliseconds): there is nothing
 * after it, or its last record arrived later. So a run ends on a busy shard too, where there is always more.
 */
export function reachesTip(page: Page, start: number): boolean {
  if (page.millisBehindLatest === 0) return true;
  const arrival = page.records.at(-1)?.ApproximateArrivalTimestamp;
  return arrival !== undefined && arrival.getTime() > start + CLOCK_GRAIN_MS;
}
