/** How long the pauses between the attempts of a call are, in milliseconds. */
export interface Delays {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before a failed call is retried, in milliseconds: twice as long each time, up to `maxMs`, less a
 * random half, so that callers which failed together do not come back together. `attempt` counts from 0; `random` is
 * from 0 to 1.
 */
export function retryDelay({ firstMs, maxMs }: Delays, attempt: number, random: number): number {
  return Math.min(firstMs * 2 ** attempt, maxMs) * (0.5 + random / 2);
}
