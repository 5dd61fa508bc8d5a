import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, Outage, type ProgramError, retryDelay } from '@cdc-relay/singer';
import type { CallWatch } from '../calls/call-watch.ts';
import { TransientError } from './transient-error.ts';

const DELAYS = { firstMs: 250, maxMs: 10_000 };

/** A fault that is over at once is not worth a warning, unless it says that the endpoint may be the wrong one. */
const QUIET_ATTEMPTS = 2;

/** How failed calls are retried. */
export interface RetryPolicy {
  /** From the first failure of a call; after that its error ends the program. */
  readonly limitMs: number;
  readonly log: Logger;
  /** Who wants to know how calls go. */
  readonly watch?: CallWatch | undefined;
  /** Shared by callers of one service, whose return is logged once. */
  readonly outage?: Outage | undefined;
}

/** The policy for calls of AWS. */
export function retryPolicyOf(
  { retryLimitMs: limitMs, watch }: { readonly retryLimitMs: number; readonly watch?: CallWatch | undefined },
  log: Logger,
): RetryPolicy {
  return { limitMs, log, watch, outage: new Outage() };
}

/** Waits longer and longer while a call fails; `succeeded` resets it. */
export class Backoff {
  readonly #retryPolicy: RetryPolicy;
  readonly #outage: Outage;
  #attempt = 0;
  #since = 0;
  #hasWarned = false;

  constructor(retryPolicy: RetryPolicy) {
    this.#retryPolicy = retryPolicy;
    this.#outage = retryPolicy.outage ?? new Outage();
  }

  succeeded(): void {
    this.#attempt = 0;
    this.#retryPolicy.watch?.succeeded(this);
    const seconds = this.#outageEnds();
    if (seconds !== undefined) this.#retryPolicy.log.info(`calls are answered again, after ${seconds} s`);
  }

  /** Leaves out time (milliseconds) in which the call had to wait for others. */
  excludeWait(ms: number): void {
    this.#since += ms;
  }

  /** Waits before the next attempt. Throws the error itself when it is not transient, or the policy's limit is over. */
  async failed(error: unknown, signal: AbortSignal): Promise<void> {
    if (!(error instanceof TransientError)) {
      this.#retryPolicy.watch?.givenUp(this);
      this.#outageEnds();
      throw error;
    }
    const now = performance.now();
    if (this.#attempt === 0) this.#since = now;
    const delay = retryDelay(DELAYS, this.#attempt, Math.random());
    const { limitMs, watch } = this.#retryPolicy;
    if (now + delay - this.#since > limitMs) {
      watch?.givenUp(this);
      this.#outageEnds();
      throw error.fault;
    }
    watch?.failed(this, error.fault, now);
    this.#say(error.fault, delay);
    this.#attempt += 1;
    await sleep(delay, undefined, { signal });
  }

  /** Returns how many seconds it was, where this was the last call that waited after a warning. */
  #outageEnds(): number | undefined {
    if (!this.#hasWarned) return undefined;
    this.#hasWarned = false;
    return this.#outage.ends(performance.now());
  }

  #say({ code, message }: ProgramError, delay: number): void {
    const isQuiet = this.#attempt < QUIET_ATTEMPTS && !code.endsWith('ANSWER_INVALID');
    if (!isQuiet && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#outage.begins(this.#since);
    }
    const level = isQuiet ? 'debug' : 'warning';
    this.#retryPolicy.log[level](`retrying in ${(delay / 1000).toFixed(1)} s: ${message}`);
  }
}

/** Calls until it succeeds, fails with an error that is not transient, or the policy's limit is over. */
export async function withRetry<T>(
  retryPolicy: RetryPolicy,
  call: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const backoff = new Backoff(retryPolicy);
  for (;;) {
    try {
      const answer = await call();
      backoff.succeeded();
      return answer;
    } catch (error) {
      await backoff.failed(error, signal);
    }
  }
}
