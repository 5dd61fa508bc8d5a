import { type Delays, retryDelay } from '@cdc-relay/singer';
import { errorKind } from './error-kind.ts';
import { isNameUnknown } from './faults.ts';

/** What may be transient, or somebody's mistake, is tried this often: an unknown name may be that of one host of several. */
const FEW_TRIES = 5;

/**
 * True when an error comes from the state of the connection or the cluster, not from the statement; `tries` counts
 * those before.
 */
export function isTransient(error: unknown, tries: number): boolean {
  const kind = errorKind(error);
  if (kind === 'spurious' || isNameUnknown(error)) return tries < FEW_TRIES;
  return kind === 'transient' || kind === 'memory' || kind === 'blocked';
}

/** How long to continue with retries. */
export interface RetryPolicy extends Delays {
  readonly giveUpAfterMs: number;
}

/**
 * The pause before the next try, doubled each time; undefined when it is time to stop. `random` (0 to 1) spreads the tries of
 * several writers.
 */
export function nextDelay(
  policy: RetryPolicy,
  tries: number,
  elapsedMs: number,
  random: number,
): number | undefined {
  if (elapsedMs >= policy.giveUpAfterMs) return undefined;
  return retryDelay(policy, tries, random);
}
