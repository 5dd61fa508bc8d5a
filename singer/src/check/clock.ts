import { type Finding, ok, warn } from './finding.ts';

/** Two clocks that differ by more than this are worth a line: AWS refuses signatures from five minutes on. */
const TOLERANCE_MS = 30_000;

/** When something was asked, its own time in the answer, and when that came: milliseconds since the epoch. */
export interface ClockReading {
  readonly sentMs: number;
  readonly timeMs: number;
  readonly receivedMs: number;
  /** How coarse the other clock's time is. */
  readonly grainMs: number;
}

/** Compares this machine's clock with that of `whose`: the way there and back, and the grain, count as agreement. */
export function judgeClock(whose: string, { sentMs, timeMs, receivedMs, grainMs }: ClockReading): Finding {
  const behindMs = timeMs - receivedMs;
  const aheadMs = sentMs - timeMs - grainMs;
  const differenceMs = Math.max(behindMs, aheadMs);
  if (differenceMs <= TOLERANCE_MS) return ok(`this machine and ${whose} agree`);
  const seconds = Math.round(differenceMs / 1000);
  const where = behindMs > 0 ? 'behind' : 'ahead of';
  return warn(`this machine is ${seconds} s ${where} ${whose}; let NTP set the clocks`);
}
