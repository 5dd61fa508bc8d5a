import { PIPE_CLOSED } from '@cdc-relay/singer';
import type { Ended } from '../pair/running-program.ts';

/** Errors that no restart helps against, in either program. */
const FINAL = new Set(['CONFIG_INVALID', 'CONFIG_UNREADABLE', 'CHECKPOINTS_INVALID', 'CRATEDB_REFUSED']);

/** The longest pause before a restart. */
const MAX_WAIT_SECONDS = 60;

/** When to start again. */
export interface RestartLimits {
  /** In a row, without progress in between. */
  readonly most: number;
  /** Pause before the first restart. */
  readonly waitSeconds: number;
}

/** The program whose end says why the pair ended: where the target failed the tap lost its reader. */
export function failureOf(ended: readonly Ended[]): Ended | undefined {
  const failed = ended.filter(({ code }) => code !== 0);
  return failed.find(({ name }) => name === 'target-cratedb') ?? failed[0];
}

/**
 * Whether a pair that was asked to end did so well, in any order: a program may hear it before it can listen or once it
 * is done, and a target that hears it first leaves the tap alone.
 */
export function endedAsAsked(ended: readonly Ended[]): boolean {
  return ended.every(({ code, signal }) => code === 0 || signal === 'SIGTERM' || code === PIPE_CLOSED);
}

/**
 * Seconds to wait before the next start, after `failures` (1 or more) in a row without progress; undefined when there
 * is to be none.
 */
export function restartAfter(
  { fault }: Ended,
  failures: number,
  { most, waitSeconds }: RestartLimits,
): number | undefined {
  if (failures > most || FINAL.has(fault ?? '')) return undefined;
  return Math.min(waitSeconds * 2 ** (failures - 1), MAX_WAIT_SECONDS);
}
