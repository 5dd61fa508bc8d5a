import { messageOf, ProgramError } from '@cdc-relay/singer';
import { quoteTable, type TableName } from '../sql/quote.ts';

const WAYS_OUT =
  'Restore the table under its name, with its rows. If that is not possible, start with a new state (another `state_id` or `--state-file`, no `--state`), so that the tap loads everything again, by a snapshot if it takes one.';

/**
 * The error of a table that is gone while the target writes to it. It is not created again: the rows that a STATE has
 * passed would be missing in it, and nobody would know.
 */
export function tableVanished(cause: unknown): ProgramError {
  const what = `A table was dropped or renamed while the target wrote to it: ${messageOf(cause)}.`;
  return new ProgramError('TABLE_MISSING', what, { remedy: WAYS_OUT, cause });
}

/** The error of a table that an earlier run has written to, as the kept state says, and that is not there. */
export function tableMissing(name: TableName, stream: string): ProgramError {
  const what = `The table ${quoteTable(name)} does not exist, but the kept state says that stream ${JSON.stringify(stream)} was loaded before: its rows are missing.`;
  return new ProgramError('TABLE_MISSING', what, {
    remedy: `${WAYS_OUT} If you do not need the old rows, create an empty table of that name.`,
  });
}
