import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue } from '@cdc-relay/singer';

/** What says how far the pipeline has come. */
export interface Pipeline {
  /** The state that it kept last. */
  readonly state: () => Promise<JsonValue | undefined>;
  /** How far a state has come in time (milliseconds); undefined where it has no shards. */
  readonly readUntil: (state: JsonValue) => number | undefined;
  /** Reports, once, that there is no state to wait for, and how long is waited instead (seconds). */
  readonly unknown: (seconds: number) => void;
}

/** How long to wait for it. */
export interface Waiting {
  /** A time that is enough, whatever the state says; undefined where the state decides. */
  readonly settleMs: number | undefined;
  /** As long a state is waited for. */
  readonly limitMs: number;
}

/** Where no state is kept, this time has to be enough. */
const WITHOUT_STATE_MS = 60_000;
const POLL_MS = 1000;

/** Clocks of DynamoDB and Kinesis may differ by this much, and a change takes as long to be in Kinesis. */
const MARGIN_MS = 5000;

/** Returns what waits until the pipeline has passed a moment (milliseconds), and says whether it has. */
export function passing(
  { state, readUntil, unknown }: Pipeline,
  { settleMs, limitMs }: Waiting,
  signal: AbortSignal,
): (moment: number) => Promise<boolean> {
  let isKnown = true;
  return async (moment) => {
    if (settleMs !== undefined) return await waited(settleMs, signal);
    const began = performance.now();
    while (performance.now() - began < limitMs) {
      const kept = await state();
      const until = kept === undefined ? undefined : readUntil(kept);
      if (until === undefined) {
        if (isKnown) unknown(WITHOUT_STATE_MS / 1000);
        isKnown = false;
        return await waited(WITHOUT_STATE_MS, signal);
      }
      if (until >= moment + MARGIN_MS) return true;
      await sleep(POLL_MS, undefined, { signal });
    }
    return false;
  };
}

async function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  await sleep(milliseconds, undefined, { signal });
  return true;
}
