/**
 * The version of a snapshot's rows in microseconds, for a scan that begins at `time` (milliseconds, by DynamoDB's
 * clock): older by the margin within which clocks may differ, so that any change after that is newer. One microsecond
 * less makes it differ from every time in milliseconds.
 */
export function sequenceAt(time: number, marginMs: number): number {
  return Math.floor((time - marginMs) * 1000) - 1;
}
