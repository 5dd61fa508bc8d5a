import { overlapMs, scanTime } from './sequence.ts';

/**
 * What the shares of a table and the run that reads its changes have to agree on, where they know nothing of each
 * other: no share begins before `sharesFrom`, and the changes are read from `changesFrom` on (ISO 8601, by DynamoDB's
 * clock). `sequence` is the version of the snapshot's rows, or of what it replaces.
 */
export function shareTimes(sequence: number, marginMs: number): { sharesFrom: string; changesFrom: string } {
  const begins = scanTime(sequence, marginMs) + 1;
  return { sharesFrom: isoOf(begins), changesFrom: isoOf(begins - overlapMs(marginMs)) };
}

function isoOf(time: number): string {
  return new Date(Math.floor(time)).toISOString();
}
