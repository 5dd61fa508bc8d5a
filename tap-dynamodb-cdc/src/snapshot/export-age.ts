import { ProgramError } from '@cdc-relay/singer';

/** The fault of an export that is older than what must continue it; `reason` is a sentence. */
export function exportTooOld(table: string, until: number, reason: string, remedy: string): ProgramError {
  return new ProgramError(
    'EXPORT_TOO_OLD',
    `The export of the table ${JSON.stringify(table)} is of ${new Date(until).toISOString()}. ${reason}`,
    { remedy },
  );
}
