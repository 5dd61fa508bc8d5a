import { CLOCK_GRAIN_MS } from '../aws/server-clock.ts';

/**
 * How long before a snapshot's beginning Kinesis must be read from, in milliseconds: a change that is newer than the
 * snapshot's rows was made a margin before that at most, by a clock that is another margin ahead at most.
 */
export function overlapMs(marginMs: number): number {
  return 2 * marginMs + CLOCK_GRAIN_MS;
}

/**
 * The version of a snapshot's rows in microseconds where no change was emitted before: a margin before `time` (that
 * of DynamoDB, in milliseconds), so that every change after that is newer. One microsecond less makes it differ from
 * every time in milliseconds.
 */
export function sequenceBefore(time: number, marginMs: number): number {
  return Math.floor((time - marginMs) * 1000) - 1;
}

/**
 * The version of a snapshot's rows where changes were emitted, or are lost, before `time`: a margin after it, so that
 * every one of them is older. The scan begins another margin later (`scanTime`).
 */
export function sequenceAfter(time: number, marginMs: number): number {
  return Math.ceil((time + CLOCK_GRAIN_MS + marginMs) * 1000) - 1;
}

/** When the scan may begin that yields rows of this version (milliseconds, by DynamoDB's clock). */
export function scanTime(sequence: number, marginMs: number): number {
  return Math.floor(sequence / 1000) + marginMs;
}
