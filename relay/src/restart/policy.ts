import { PIPE_CLOSED } from '@cdc-relay/singer';
import type { Ended } from '../pair/running-program.ts';

/** The longest pause before a restart. */
const MAX_WAIT_SECONDS = 60;

/** When to start again. */
export interface RestartLimits {
  /** In a row, without progress in between. */
  readonly most: number;
  /** Pause before the first restart. */
  readonly waitSeconds: number;
  /** Whether the pipeline runs until it is stopped. */
  readonly follows: boolean;
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
 * Whether a pipeline waits for as long as it takes: another process writes its table or keeps its
 * state, which is no failure of its own.
 */
export function waitsForOther(
  { fault }: Pick<Ended, 'fault'>,
  { most, follows }: Pick<RestartLimits, 'most' | 'follows'>,
): boolean {
  return follows && most > 0 && (fault === 'TABLE_IN_USE' || fault === 'STATE_IN_USE');
}

/** What came before a failure. */
export interface Past {
  /** Failures in a row without progress, this one included. */
  readonly failures: number;
  /** Whether anything has ever got through since the relay was started. */
  readonly hasWorked: boolean;
}

/**
 * Seconds to wait before the next start; undefined when there is to be none. What stays as it is until somebody changes
 * something, such as a permission, is waited for only where it has worked before.
 */
export function restartAfter(
  end: Pick<Ended, 'restart' | 'fault'>,
  { failures, hasWorked }: Past,
  limits: RestartLimits,
): number | undefined {
  const { most, waitSeconds } = limits;
  const { restart } = end;
  if (failures > most && !waitsForOther(end, limits)) return undefined;
  if (restart === 'never' || (restart === 'later' && !hasWorked)) return undefined;
  return Math.min(waitSeconds * 2 ** (failures - 1), MAX_WAIT_SECONDS);
}
