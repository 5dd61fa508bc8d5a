import { ProgramError } from '@cdc-relay/singer';
import type { Beginning } from './begin.ts';

type Age = Pick<Beginning, 'kinesis' | 'retentionMs' | 'createdAt'>;

/**
 * Checks that Kinesis has all changes that follow a finished export: those from `from` on, where `until` is its end
 * (milliseconds). Throws EXPORT_TOO_OLD.
 */
export function checkExportAge(from: number, until: number, age: Age): void {
  const reason = whyMissing(from, until, age);
  if (reason === undefined) return;
  throw new ProgramError(
    'EXPORT_TOO_OLD',
    `The oldest export of a table ends at ${new Date(until).toISOString()}: ${reason}.`,
    {
      remedy:
        'Take a new export, or continue it by incremental ones up to a time from which on Kinesis has all changes; raise the retention of the Kinesis stream before (up to 365 days).',
    },
  );
}

/**
 * Checks that Kinesis has all changes from `from` on, where shares of tables began at `began` at the earliest
 * (milliseconds). Throws SHARES_TOO_OLD.
 */
export function checkSharesAge(from: number, began: number, age: Age): void {
  const reason = whyMissing(from, began, age);
  if (reason === undefined) return;
  throw new ProgramError(
    'SHARES_TOO_OLD',
    `With this start_timestamp the first share began at ${new Date(began).toISOString()} or later: ${reason}.`,
    {
      remedy:
        'Begin the run with snapshot_source "shares" without start_timestamp, then take the shares again, without their states; raise the retention of the Kinesis stream before (up to 365 days).',
    },
  );
}

/** `until`: when that was read which the changes follow. */
function whyMissing(
  from: number,
  until: number,
  { kinesis, retentionMs, createdAt }: Age,
): string | undefined {
  if (from < kinesis.time - retentionMs) return 'Kinesis no longer has the changes that follow it';
  if (until < (createdAt ?? 0))
    return 'the Kinesis stream was created after that, and does not have the changes in between';
  return undefined;
}
