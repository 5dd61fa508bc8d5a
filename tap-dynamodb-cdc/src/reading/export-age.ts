import { ProgramError } from '@cdc-relay/singer';
import type { Beginning } from './begin.ts';

/**
 * Checks that Kinesis has all changes that follow a finished export: those from `from` on, where `until` is its end
 * (milliseconds). Throws EXPORT_TOO_OLD.
 */
export function checkExportAge(
  from: number,
  until: number,
  { kinesis, retentionMs, createdAt }: Pick<Beginning, 'kinesis' | 'retentionMs' | 'createdAt'>,
): void {
  if (from < kinesis.time - retentionMs) throw tooOld(until, EXPIRED);
  if (until < (createdAt ?? 0)) throw tooOld(until, CREATED_LATER);
}

const EXPIRED = 'Kinesis no longer has the changes that follow it';
const CREATED_LATER = 'the Kinesis stream was created after that, and does not have the changes in between';

function tooOld(time: number, reason: string): ProgramError {
  return new ProgramError(
    'EXPORT_TOO_OLD',
    `The oldest export of a table ends at ${new Date(time).toISOString()}: ${reason}.`,
    {
      remedy:
        'Take a new export, or continue it by incremental ones up to a time from which on Kinesis has all changes; raise the retention of the Kinesis stream before (up to 365 days).',
    },
  );
}
