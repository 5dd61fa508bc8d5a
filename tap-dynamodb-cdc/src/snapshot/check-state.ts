import { ProgramError } from '@cdc-relay/singer';
import type { SnapshotSet } from '../tables/snapshot-set.ts';

/**
 * Throws STATE_OF_OTHER_SHARE when a state says how far another part of a table was scanned than the one that is
 * wanted (undefined: all of it): the segments in it are not those that a run would continue.
 */
export function checkShares({ tables }: SnapshotSet, wanted: string | undefined): void {
  for (const [table, { share, requested }] of tables)
    if (requested !== true && share !== wanted) throw ofOtherShare(table, share, wanted);
}

function ofOtherShare(table: string, found: string | undefined, wanted: string | undefined): ProgramError {
  const [is, not] = [found, wanted].map((share) =>
    share === undefined ? 'the whole table' : `share ${share}`,
  );
  return new ProgramError(
    'STATE_OF_OTHER_SHARE',
    `The state of the table ${JSON.stringify(table)} is that of ${is}, not of ${not}.`,
    {
      remedy:
        'Keep a state for each share, and one for the run that reads the changes (with the target, a state_id each); begin without a state where there is none yet.',
    },
  );
}
