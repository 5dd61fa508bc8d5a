/** A moment of this process, by both of its clocks. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** This moment. */
export function now(): Moment {
  return { monotonicMs: performance.now(), wallMs: Date.now() };
}

/** How many milliseconds have passed, at most: the monotonic clock does not count while the machine is suspended. */
export function mostElapsed({ monotonicMs, wallMs }: Moment): number {
  return Math.max(performance.now() - monotonicMs, Date.now() - wallMs);
}

/** How many milliseconds have passed, at least: somebody may have set the wall clock. */
export function leastElapsed({ monotonicMs }: Moment): number {
  return performance.now() - monotonicMs;
}
